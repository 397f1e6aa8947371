// What nobody types by accident, into every field of every form. The pages are the router's, forms and fields are read from the
// pages themselves, so that a new one is probed the day it is written. (Acts whose forms only somebody with an authenticator, a gateway
// or a second device is shown are probed without a browser: server/tests/posts.rs.)
import { expect, refusal, scripted, test, visit } from '../fixtures';
import { decide, links, pages, VISITORS } from '../support/pages';
import type { Page } from '@playwright/test';

const HOSTILE = {
  markup: '</textarea><script>alert(1)</script>"\'><img src=x onerror=alert(1)>',
  long: 'ă'.repeat(10_000),
  emoji: '🎬🍿👨‍👩‍👧‍👦🏳️‍🌈',
  nul: 'Nguyệt\u0000Ánh',
  marks: 'Nguyệt\u202E\u200F\u2066gnáhT\u200B\uFEFF',
};

interface Form {
  action: string;
  fields: [name: string, value: string][];
}

/** Every form of the page with everything it would send; each button that sends something makes one form more. */
const forms = (page: Page): Promise<Form[]> =>
  page.evaluate(() =>
    [...document.forms].flatMap(form => {
      const buttons = [...form.elements].filter((one): one is HTMLButtonElement => one instanceof HTMLButtonElement && !!one.name);
      const named = [...form.elements].flatMap((one): [string, string][] => {
        const field = one as HTMLInputElement;
        return field.name && field.localName !== 'button' && !(field.type === 'radio' && !field.checked) ? [[field.name, field.value]] : [];
      });
      const sent = buttons.length ? buttons.map(({ name, value }) => [...named, [name, value] as [string, string]]) : [named];
      return sent.map(fields => ({ action: form.getAttribute('action')!, fields }));
    }),
  );

for (const who of VISITORS) {
  test(`whatever ${who} sends in whatever field, the server answers in words`, async ({ page, context, request, server, member, letters }) => {
    test.setTimeout(180_000);
    const own = await links(who, member, context.request, server, letters);
    if (who === 'a visitor') await context.clearCookies();
    else await decide(context.request, server);
    const post = async ({ action, fields }: Form, accept: string) => {
      const body = new URLSearchParams(fields).toString();
      const headers = { Origin: server.url, Accept: accept, 'Content-Type': 'application/x-www-form-urlencoded' };
      return await (who === 'a member' ? context.request : request).post(action, { data: body, headers, maxRedirects: 0 });
    };
    const seen = new Set<string>();
    for (const path of pages(who, own)) {
      await visit(page, path);
      for (const { action, fields } of await forms(page)) {
        // Leaving would end the session that the rest is probed with; the button has no field anyway.
        for (const [name] of fields) {
          const what = `${action} ${name}`;
          if (seen.has(what) || action === '/act/sign-out/leave') continue;
          seen.add(what);
          for (const [kind, value] of Object.entries(HOSTILE)) {
            const probed = { action, fields: fields.map(([n, v]): [string, string] => [n, n === name ? value : v]) };
            for (const accept of ['text/html', 'application/json']) {
              const answer = await post(probed, accept);
              const said = `${what}, ${kind}, ${accept}: ${answer.status()}`;
              expect(answer.status(), said).toBeLessThan(500);
              expect(await answer.text(), said).not.toContain('<script>alert');
              if (answer.status() === 303) expect(answer.headers().location, said).toMatch(/^\/(?![/\\])/);
            }
          }
        }
      }
    }
    expect(seen.size).toBeGreaterThan(who === 'a member' ? 30 : 15);
    if (who === 'a visitor') return;
    await visit(page, '/profile');
    const shown = await page.content();
    expect(shown).not.toContain('<script>alert');
    expect(shown).not.toContain('\u202E');
  });
}

for (const path of ['/sign-up', '/sign-in', '/profile', '/closure', '/password-again?next=/profile'] as const) {
  test(`hostile words typed on ${path} are kept or answered, and no script of theirs runs`, async ({ page, context, member, watch }) => {
    expect(member.username).toBeTruthy();
    if (path.startsWith('/sign-')) await context.clearCookies();
    for (const [kind, value] of Object.entries(HOSTILE)) {
      await visit(page, path);
      const main = page.getByRole('main');
      const form = main.locator('form').filter({ has: page.locator('input:not([type=hidden]):not([readonly])') }).first();
      for (const field of await form.getByRole('textbox').all()) if (await field.isEditable()) await field.fill(value);
      const send = form.getByRole('button', { name: /^(Đăng ký|Đăng nhập|Lưu thay đổi|Đóng tài khoản|Tiếp tục)$/ });
      watch.expectRefusal();
      if (scripted()) await send.click();
      else await Promise.all([page.waitForEvent('load'), send.click()]);
      const tooLarge = page.getByRole('heading', { name: 'Nội dung gửi lên quá lớn' });
      await expect(refusal(page).or(tooLarge), kind).toBeVisible();
      if (await refusal(page).isVisible()) {
        await expect(refusal(page), kind).not.toContainText('Không tìm thấy nội dung này');
        // A password alone is on some pages; it never comes back.
        const first = form.getByRole('textbox').and(page.locator(':not([readonly], [name=password])')).first();
        if ((await first.count()) > 0 && kind === 'markup') await expect(first, kind).toHaveValue(value);
      }
    }
  });
}
