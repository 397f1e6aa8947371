// What happened to an account, and the part of it that one wants to see. (MC-4.2, MC-5.1b)
import { expect, led, press, sound, test, visit } from '../fixtures';
import type { Page } from '@playwright/test';

const lines = (page: Page) => page.getByRole('main').locator('.trail__what');
const about = (page: Page) => page.getByLabel('Về việc gì');
const month = (page: Page) => page.getByLabel('Tháng', { exact: true });

test.beforeEach(async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/consent');
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  await visit(page, '/activity');
});

test('the history can be read by what it is about and by month', async ({ page }) => {
  await expect(lines(page)).toContainText(['Đồng ý: Khuyến mại qua Email.', 'Đăng ký tài khoản']);
  await sound(page);
  await about(page).selectOption({ label: 'Đồng ý và từ chối' });
  await press(page, 'Lọc');
  await expect(lines(page)).toHaveText(['Đồng ý: Khuyến mại qua Email.']);
  await expect(about(page), 'it says what it shows').toHaveValue('consents');
  await expect(page).toHaveURL(/\/activity\?about=consents&month=$/);
  await sound(page);
  await about(page).selectOption({ label: 'Đơn vé' });
  await month(page).selectOption({ index: 1 });
  await press(page, 'Lọc');
  await expect(page.getByRole('main')).toContainText('Không có gì thuộc phần bạn chọn.');
  await led(page, () => page.getByRole('link', { name: 'Về hoạt động mới nhất' }).click());
  await expect(about(page)).toHaveValue('');
  await expect(lines(page)).toContainText(['Đồng ý: Khuyến mại qua Email.']);
});

test('an address that asks for what nobody knows shows everything', async ({ page }) => {
  await visit(page, '/activity?about=secrets&month=2026-13');
  await expect(lines(page)).toContainText(['Đồng ý: Khuyến mại qua Email.', 'Đăng ký tài khoản']);
  await visit(page, '/activity?about=consents&month=1999-01');
  await expect(page.getByRole('main')).toContainText('Không có gì thuộc phần bạn chọn.');
});
