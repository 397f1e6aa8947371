// What only matters where scripts run: nothing jumps when the forms wake up, and a press is answered in place.
import { awake, button, expect, fillJoining, heading, led, password, refusal, somebody, sound, test, visit } from '../fixtures';
import type { Page } from '@playwright/test';
import { trickle } from '../support/trickle';

/** Everything that moved on the page so far, in words; nothing where nothing did. */
const moved = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string[]>(resolve => {
        const found: string[] = [];
        const tell = (entries: PerformanceEntryList) => {
          for (const { value, sources } of entries as (PerformanceEntry & { value: number; sources: { node?: Node }[] })[]) {
            const nodes = sources.map(source => source.node);
            // The blank between two words has no place of its own before the second word is there.
            if (nodes.length > 0 && nodes.every(node => node instanceof Text && node.data.trim() === '')) continue;
            found.push(`${value}: ${nodes.map(node => (node instanceof Element ? node.outerHTML.slice(0, 120) : node?.textContent)).join(' | ')}`);
          }
        };
        const observer = new PerformanceObserver(list => tell(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });
        // Two frames: what woke up has been drawn, and what was buffered has been told.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => (tell(observer.takeRecords()), resolve(found)), 0)));
      }),
  );

/** Waits until the browser has drawn what it has. */
const drawn = (page: Page) => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));

test('nothing jumps when the forms wake up', async ({ page, context, member }) => {
  for (const path of ['/profile', '/consent', '/security', '/closure', '/password-again?next=/profile', '/sign-out']) {
    await visit(page, path);
    expect(await moved(page), path).toEqual([]);
  }
  await context.clearCookies();
  for (const path of ['/sign-up', '/sign-in']) {
    await visit(page, path);
    expect(await moved(page), path).toEqual([]);
  }
  expect(member.username).toBeTruthy();
});

test('nothing jumps while a page arrives piece by piece', async ({ page, server, watch, member }) => {
  test.setTimeout(120_000);
  for (const [path, tags] of [['/', 1], ['/profile', 8]] as const) {
    const line = await trickle(server.url, tags);
    watch.passedBy(line.url);
    const begun = page.goto(line.url + path, { waitUntil: 'commit' });
    await line.asked;
    line.next();
    await begun;
    while (line.next()) await drawn(page);
    await page.waitForLoadState();
    await awake(page);
    expect(await moved(page), path).toEqual([]);
    // What the page still asks for is asked for no more: behind a line that has gone it would be an error of this story's.
    await page.goto('about:blank');
    await line.stop();
  }
  expect(member.username).toBeTruthy();
});

test('what was typed before the script arrived is still there afterwards', async ({ page, server }) => {
  let arrive = () => {};
  const held = new Promise<void>(resolve => (arrive = resolve));
  await page.route('**/*.wasm', async route => {
    await held;
    await route.continue();
  });
  const person = somebody();
  await page.goto('/sign-up');
  await fillJoining(page, person);
  arrive();
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', '');
  await page.unroute('**/*.wasm');
  await expect(page.getByRole('textbox', { name: 'Họ và tên' })).toHaveValue(person.fullName);
  await expect(password(page)).toHaveValue(person.password);
  await button(page, 'Đăng ký').click();
  await expect(heading(page, `Chào ${person.givenName}`)).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/`);
});

test('a form pressed before the script arrived is sent all the same', async ({ page, watch }) => {
  watch.expectNoNetwork();
  await page.route('**/*.wasm', route => route.abort());
  await page.route('**/*.js', route => route.abort());
  const person = somebody();
  await page.goto('/sign-up');
  await fillJoining(page, person);
  await button(page, 'Đăng ký').click();
  await expect(heading(page, `Chào ${person.givenName}`)).toBeVisible();
});

test('without a network a press says so, keeps what was typed, and works when pressed again', async ({ page, context, watch }) => {
  watch.expectNoNetwork();
  const person = somebody();
  await visit(page, '/sign-up');
  await fillJoining(page, person);
  await page.route('**/act/**', route => route.abort('internetdisconnected'));
  await button(page, 'Đăng ký').click();
  await expect(refusal(page)).toContainText('Không kết nối được với máy chủ');
  await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue(person.email);
  await page.unroute('**/act/**');
  await button(page, 'Đăng ký').click();
  await expect(heading(page, `Chào ${person.givenName}`)).toBeVisible();
  expect((await context.cookies()).map(cookie => cookie.name)).toContain('session');
});

test('each form of a page says in its own place what went wrong, and is as it was when that is over', async ({ page, watch, member }) => {
  watch.expectNoNetwork();
  expect(member.username).toBeTruthy();
  await visit(page, '/consent');
  const place = (purpose: string) =>
    page.getByRole('region', { name: purpose }).getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Email' }) });
  await page.route('**/act/**', route => route.abort('internetdisconnected'));
  for (const [purpose, name] of [['Tin mới về website', 'Đồng ý nhận tin website qua email'], ['Khuyến mại và ưu đãi', 'Đồng ý nhận khuyến mại qua email']] as const) {
    await button(page, name).click();
    const said = place(purpose).getByRole('group', { name: 'Có điều cần xem lại' });
    await expect(said).toBeFocused();
    await expect(said.getByRole('listitem')).toHaveText([/Không kết nối được với máy chủ/]);
    // Once more: the same place, said once.
    await button(page, name).click();
    await expect(said.getByRole('listitem')).toHaveCount(1);
  }
  await expect(refusal(page)).toHaveCount(2);
  await sound(page);
  await page.unroute('**/act/**');
  await led(page, () => button(page, 'Đồng ý nhận tin website qua email').click());
  await expect(place('Tin mới về website')).toContainText('Có. Bạn đã đồng ý');
  await expect(refusal(page)).toHaveCount(0);
});

test('a field says what is wrong as soon as it is left, and takes it back when it is right', async ({ page }) => {
  await visit(page, '/sign-up');
  const birth = page.getByRole('textbox', { name: 'Ngày sinh' });
  await birth.fill('31/02/2000');
  await page.keyboard.press('Tab');
  await expect(birth).toHaveAccessibleDescription(/không có trong lịch/);
  await birth.fill('28/02/2000');
  await page.keyboard.press('Tab');
  await expect(birth).not.toHaveAttribute('aria-invalid', 'true');
  await expect(birth).not.toHaveAccessibleDescription(/không có trong lịch/);
});

// ASVS: V6.2.6
test('a password can be looked at and hidden again', async ({ page }) => {
  await visit(page, '/sign-in');
  await password(page).fill('cơm gà phố cổ');
  const look = page.getByRole('button', { name: 'Hiện mật khẩu' });
  await look.click();
  await expect(look).toHaveAttribute('aria-pressed', 'true');
  await expect(password(page)).toHaveAttribute('type', 'text');
  await expect(password(page)).toHaveValue('cơm gà phố cổ');
  await look.click();
  await expect(password(page)).toHaveAttribute('type', 'password');
});

test('how strong a new password is stands under it once it is left, and goes when it changes', async ({ page }) => {
  await visit(page, '/sign-up');
  const words = page.getByRole('status').filter({ hasText: 'Ước lượng' });
  await password(page).fill('qwertyuiop12');
  await page.keyboard.press('Tab');
  await expect(words).toHaveText(/yếu/);
  await password(page).fill('cơm gà phố cổ 27 sợi mì');
  await expect(words).toHaveCount(0);
  await page.keyboard.press('Tab');
  await expect(words).toHaveText('Ước lượng: mạnh.');
  expect(await moved(page)).toEqual([]);
});

test('a ward is chosen with the keyboard alone', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  await page.getByRole('combobox', { name: 'Tỉnh, thành phố' }).selectOption({ label: 'Thành phố Đà Nẵng' });
  const ward = page.getByRole('combobox', { name: 'Phường, xã, đặc khu' });
  await ward.fill('hai chau');
  await expect(page.getByRole('option', { name: 'Phường Hải Châu' })).toBeVisible();
  await expect(ward).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { name: 'Phường Hải Châu' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(ward).toHaveValue('Phường Hải Châu');
  await expect(ward).toHaveAttribute('aria-expanded', 'false');
});

test('a page that is brought back with its act done is loaded anew, and keeps what was typed where nothing was sent', async ({ page }) => {
  await visit(page, '/recovery');
  const name = page.getByRole('textbox').first();
  // What a browser says when it brings a page back as it was left; the ones of these stories never do.
  const back = () => page.evaluate(() => void window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await name.fill('lan.anh');
  await back();
  await expect(name).toHaveValue('lan.anh');
  await page.evaluate(() => document.querySelector('form.act-form')!.setAttribute('aria-busy', 'true'));
  await led(page, back);
  await expect(page.locator('form[aria-busy]')).toHaveCount(0);
  await expect(button(page, 'Gửi liên kết')).toBeEnabled();
});

test('the look at a page says what is not sound, and where', async ({ page }) => {
  await visit(page, '/policy');
  await sound(page);
  const spoiled: [what: RegExp, tag: string, id: string][] = [
    [/image-alt: <img id=\W+mute/, 'img', 'mute'],
    [/color-contrast: <p id=\W+pale/, 'p', 'pale'],
    [/<button id=\W+small\W+chữ<\/button> is 20 px high/, 'button', 'small'],
  ];
  for (const [what, tag, id] of spoiled) {
    await visit(page, '/policy');
    await page.evaluate(
      ([tag, id]) => {
        const spoiled = Object.assign(document.createElement(tag!), { id });
        if (tag !== 'img') spoiled.textContent = 'chữ';
        const style = new CSSStyleSheet();
        style.replaceSync('#pale { color: #777; background: #888 } #small { min-block-size: 0; block-size: 20px; padding: 0 }');
        document.adoptedStyleSheets = [style];
        document.querySelector('main')!.append(spoiled);
      },
      [tag, id],
    );
    await expect(sound(page), id).rejects.toThrow(what);
  }
});
