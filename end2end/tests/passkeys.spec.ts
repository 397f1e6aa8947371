// Passkeys: adding, using, naming and removing one, with Chromium's own virtual authenticator. (MC-5.1b, MC-5.3a)
import { button, comeIn, confirm, expect, follow, heading, led, press, pressInVain, refusal, scripted, sound, test, visit } from '../fixtures';
import { device } from '../support/passkeys';

const ADD = 'Thêm khóa truy cập';
const ENTER = 'Đăng nhập bằng khóa truy cập';
const CANCELLED = /^Bạn đã hủy, hoặc máy chưa có khóa truy cập nào/;

test('a member adds a passkey, signs out, and comes in with it', async ({ page, member, letters, context, server }) => {
  test.skip(!scripted(), 'a passkey needs a script');
  await confirm(context.request, server.url, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  const phone = await device(page);
  await visit(page, '/security');
  await follow(page, ADD);
  await expect(heading(page, 'Khóa truy cập')).toBeVisible();
  await sound(page);
  await page.getByRole('textbox', { name: 'Tên của khóa' }).fill("Điện thoại của H'Mơ");
  await press(page, ADD);
  await expect(page.locator('strong', { hasText: "Điện thoại của H'Mơ" })).toBeVisible();
  await expect(page.getByText('Chưa dùng lần nào')).toBeVisible();
  expect(await phone.held()).toBe(1);
  await sound(page);
  await letters.to(member.email, 'Đã thêm khóa truy cập');
  await visit(page, '/sign-out');
  await press(page, 'Đăng xuất');
  await visit(page, '/sign-in?next=/security');
  await expect(button(page, ENTER)).toBeVisible();
  await sound(page);
  await press(page, ENTER);
  await expect(page).toHaveURL(/\/security$/);
  await expect(page.locator('strong', { hasText: "Điện thoại của H'Mơ" })).toBeVisible();
  await expect(page.getByText('Chưa dùng lần nào')).toHaveCount(0);
  await sound(page);
  await visit(page, '/activity');
  await expect(page.getByText(/^Đăng nhập bằng khóa truy cập: /)).toBeVisible();
  await expect(page.getByText('Thêm khóa truy cập.')).toBeVisible();
});

test('a passkey is renamed and removed, and then opens nothing', async ({ page, member, watch }) => {
  test.skip(!scripted(), 'a passkey needs a script');
  expect(member.username).toBeTruthy();
  await device(page);
  await visit(page, '/security/passkeys');
  await press(page, ADD);
  const change = page.locator('summary', { hasText: 'Đổi tên hoặc gỡ' });
  await change.click();
  await sound(page);
  await page.getByRole('textbox', { name: 'Tên mới' }).fill('Máy tính ở nhà');
  await led(page, () => page.getByRole('button', { name: /^Lưu tên/ }).click());
  await expect(page.locator('strong', { hasText: 'Máy tính ở nhà' })).toBeVisible();
  await change.click();
  await led(page, () => page.getByRole('button', { name: /^Gỡ khóa/ }).click());
  await expect(page.getByText('Máy tính ở nhà')).toHaveCount(0);
  await visit(page, '/sign-out');
  await press(page, 'Đăng xuất');
  await visit(page, '/sign-in');
  await pressInVain(page, ENTER, watch);
  await expect(refusal(page)).toContainText('Khóa truy cập này không mở được tài khoản nào.');
  await sound(page);
});

test('who cancels, or is not verified, is told so and keeps every other way', async ({ page, member }) => {
  test.skip(!scripted(), 'a passkey needs a script');
  const phone = await device(page);
  await phone.verifies(false);
  await visit(page, '/security/passkeys');
  await button(page, ADD).click();
  await expect(page.getByText(CANCELLED)).toBeVisible();
  expect(await phone.held()).toBe(0);
  await sound(page);
  await phone.verifies(true);
  await press(page, ADD);
  await expect(page.getByText(CANCELLED)).toBeHidden();
  await button(page, ADD).click();
  await expect(page.getByText(/^Máy này đã giữ một khóa truy cập/)).toBeVisible();
  await visit(page, '/sign-out');
  await press(page, 'Đăng xuất');
  await phone.verifies(false);
  await visit(page, '/sign-in');
  await button(page, ENTER).click();
  await expect(page.getByText(CANCELLED)).toBeVisible();
  await sound(page);
  await comeIn(page, member);
  await expect(page).toHaveURL(/\/$/);
});

test('a passkey answers where the password is asked again', async ({ page, member }) => {
  test.skip(!scripted(), 'a passkey needs a script');
  expect(member.username).toBeTruthy();
  await device(page);
  await visit(page, '/security/passkeys');
  await press(page, ADD);
  await visit(page, '/password-again?next=/security/authenticator');
  await sound(page);
  await press(page, 'Dùng khóa truy cập');
  await expect(page).toHaveURL(/\/security\/authenticator$/);
  await visit(page, '/activity');
  await expect(page.getByText('Dùng lại khóa truy cập cho một việc quan trọng.')).toBeVisible();
});

test('a passkey chosen from the list under the name signs in without a press', async ({ page, member }) => {
  test.skip(!scripted(), 'a passkey needs a script');
  expect(member.username).toBeTruthy();
  await device(page, { list: true });
  await visit(page, '/security/passkeys');
  await press(page, ADD);
  await visit(page, '/sign-out');
  await button(page, 'Đăng xuất').click();
  await expect(page).toHaveURL(/:\d+\/$/);
  await visit(page, '/activity');
  await expect(page.getByText(/^Đăng nhập bằng khóa truy cập: /)).toBeVisible();
});

test('without script the pages are whole, and nothing pretends', async ({ page, member }) => {
  test.skip(scripted(), 'with script there are passkeys');
  await visit(page, '/security/passkeys');
  await expect(page.locator('noscript p', { hasText: 'Trình duyệt này không dùng được khóa truy cập' })).toBeVisible();
  await expect(button(page, ADD)).toBeHidden();
  await sound(page);
  await visit(page, '/sign-out');
  await press(page, 'Đăng xuất');
  await visit(page, '/sign-in');
  await expect(button(page, ENTER)).toBeHidden();
  await sound(page);
  await comeIn(page, member);
  await expect(page).toHaveURL(/\/$/);
});
