// What happened to an account, and the part of it that one wants to see. (MC-4.2, MC-5.1b)
import { expect, led, press, sound, test, visit } from '../fixtures';
import { bookingKey, memberNumber } from '../support/booking';
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

test('which system asked about a member stands in the history, and can be read by itself', async ({ page, server, elsewhere }) => {
  const key = await bookingKey(server, 'mailing', 'contacts:ask');
  const question = new URLSearchParams({ member: await memberNumber(page), purpose: 'promotions', channel: 'email' });
  const answer = await elsewhere.get(`${server.url}/api/v1/may-contact?${question}`, { headers: { Authorization: `Bearer ${key}` } });
  expect(answer.ok()).toBe(true);
  await visit(page, '/activity');
  const asked = page.getByRole('region', { name: 'Hệ thống nào đã hỏi về bạn' });
  await expect(asked).toContainText('Khuyến mại qua Email, 1 lần.');
  await about(page).selectOption({ label: 'Hệ thống khác hỏi về bạn' });
  await press(page, 'Lọc');
  await expect(asked).toContainText('Khuyến mại qua Email, 1 lần.');
  await expect(lines(page)).toHaveCount(0);
  await sound(page);
  await about(page).selectOption({ label: 'Đơn vé' });
  await press(page, 'Lọc');
  await expect(asked, 'it is no order').toHaveCount(0);
});

test('a letter that was sent stands among the messages, in words, without its address', async ({ page, member }) => {
  await about(page).selectOption({ label: 'Tin gửi cho bạn' });
  await press(page, 'Lọc');
  await expect(async () => {
    await page.reload();
    await expect(lines(page)).toHaveText(['Đã gửi thư cho bạn: xác nhận địa chỉ email khi đăng ký.'], { timeout: 1_000 });
  }, 'the worker sends it within a moment').toPass();
  await expect(page.getByRole('main')).not.toContainText(member.email);
  await sound(page);
});

test('an address that asks for what nobody knows shows everything', async ({ page }) => {
  await visit(page, '/activity?about=secrets&month=2026-13');
  await expect(lines(page)).toContainText(['Đồng ý: Khuyến mại qua Email.', 'Đăng ký tài khoản']);
  await visit(page, '/activity?about=consents&month=1999-01');
  await expect(page.getByRole('main')).toContainText('Không có gì thuộc phần bạn chọn.');
});

test('a member reads that staff looked at their account, who, under which case and why', async ({ page, server }) => {
  const number = await memberNumber(page);
  const look = (reason: string) =>
    server.command('members', 'show', '--member', number, '--by', "H'Mơ, quầy vé", '--case', 'HT-2026/0012', '--reason', reason);
  await expect(look('vì thế'), 'nobody looks without a reason').rejects.toThrow('--reason: why you look');
  const shown = await look('Bạn gọi vì không nhận được thư');
  expect(shown).toMatch(/^email +\S•••@\S+, not confirmed$/m);

  await visit(page, '/activity');
  const told =
    "Nhân viên rạp xem tài khoản, thông tin được che bớt: họ và tên, email · H'Mơ, quầy vé · hồ sơ hỗ trợ HT-2026/0012 · lý do: “Bạn gọi vì không nhận được thư”.";
  await expect(lines(page).first()).toHaveText(told);
  await sound(page);
  await about(page).selectOption({ label: 'Hồ sơ, bản sao và ai đã xem' });
  await press(page, 'Lọc');
  await expect(lines(page).first()).toHaveText(told);
});
