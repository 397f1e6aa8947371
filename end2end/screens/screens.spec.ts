// Pictures of the main pages, light and dark, as a small phone shows them. WebP, because Chromium makes it by itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, press, test, visit } from '../fixtures';
import type { Page } from '@playwright/test';

const folder = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const LARGEST = 60_000;

async function picture(page: Page, name: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 75 });
    const picture = Buffer.from(data, 'base64');
    expect(picture.length, name).toBeLessThan(LARGEST);
    writeFileSync(`${folder}${name}-${colorScheme}.webp`, picture);
  }
  await devtools.detach();
}

test('the main pages', async ({ page, member, context }) => {
  mkdirSync(folder, { recursive: true });
  expect(member.username).toBeTruthy();
  await visit(page, '/consent');
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  await visit(page, '/consent');
  for (const [path, name] of [
    ['/', 'overview'], ['/profile', 'profile'], ['/consent', 'consent'], ['/activity', 'activity'], ['/security', 'security'],
    ['/closure', 'closure'],
  ] as const) {
    await visit(page, path);
    await picture(page, name);
  }
  await context.clearCookies();
  for (const [path, name] of [['/', 'welcome'], ['/policy', 'policy'], ['/sign-up', 'sign-up'], ['/sign-in', 'sign-in']] as const) {
    await visit(page, path);
    await picture(page, name);
  }
});
