// Two languages on every page.
import { expect, heading, led, pressUnsent, somebody, sound, test, visit } from '../fixtures';
import type { Page } from '@playwright/test';

const change = (page: Page, to: 'English' | 'Tiếng Việt') =>
  led(page, () => page.getByRole('banner').getByRole('button', { name: to }).click());

test('the switch keeps the page, for a visitor', async ({ page }) => {
  for (const [path, vietnamese, english] of [
    ['/policy', 'Chính sách bảo mật', 'Privacy policy'],
    ['/sign-up', 'Đăng ký thành viên', 'Join as a member'],
  ] as const) {
    await visit(page, path);
    await expect(heading(page, vietnamese)).toBeVisible();
    await change(page, 'English');
    await expect(page).toHaveURL(path);
    await expect(heading(page, english)).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await sound(page);
    await change(page, 'Tiếng Việt');
    await expect(page).toHaveURL(path);
    await expect(heading(page, vietnamese)).toBeVisible();
  }
});

test('the switch keeps the page, for a member, and every page is in English then', async ({ page, member }) => {
  await visit(page, '/consent');
  await change(page, 'English');
  await expect(page).toHaveURL('/consent');
  await expect(heading(page, 'What you agree to')).toBeVisible();
  for (const [path, english] of [
    ['/', `Hello ${member.givenName}`],
    ['/profile', 'Your profile'],
    ['/activity', 'Activity'],
    ['/security', 'Devices signed in'],
    ['/closure', 'Close your account'],
  ] as const) {
    await visit(page, path);
    await expect(heading(page, english)).toBeVisible();
    await sound(page);
  }
});

test('the browser says sentences in the chosen language, too', async ({ page }) => {
  await visit(page, '/sign-up');
  await change(page, 'English');
  await page.getByRole('textbox', { name: 'Email' }).fill('nobody@');
  await page.getByRole('main').getByRole('button', { name: 'Join' }).click();
  const refusal = page.getByRole('group', { name: 'Please look at this again' });
  await expect(refusal).toContainText('The email address is not right.');
  await sound(page);
});

test('a browser that asks for English gets English, any other Vietnamese', async ({ page, elsewhere, server }) => {
  for (const [asked, got] of [['en-GB,en;q=0.9', 'en'], ['vi', 'vi'], ['fr-FR', 'vi'], ['', 'vi']] as const) {
    const answer = await elsewhere.get(`${server.url}/sign-in`, { headers: { 'Accept-Language': asked } });
    expect(await answer.text(), asked).toContain(`<html lang="${got}"`);
  }
  // What was typed is not in the way of what is refused: the switch itself loses nothing but the form.
  await visit(page, '/sign-up');
  await page.getByRole('textbox', { name: 'Họ và tên' }).fill(somebody().fullName);
  await pressUnsent(page, 'Đăng ký');
});
