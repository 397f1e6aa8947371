// A forgotten password or username, by letter. (MC-5.1b; security.md T2)
import {
  awake, button, comeIn, confirm, expect, follow, heading, join, led, press, pressInVain, pressUnsent, refusal, saysAt, somebody, sound, test, visit,
} from '../fixtures';

const fresh = 'thuyền về bến vắng chiều mưa';
const name = (page: import('@playwright/test').Page) => page.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' });
const newPassword = (page: import('@playwright/test').Page) => page.getByRole('textbox', { name: 'Mật khẩu mới', exact: true });

test('a member who forgot the password sets a new one by letter and signs in with it', async ({ page, context, anotherDevice, letters, member, server, watch }) => {
  await confirm(context.request, server.url, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  const other = await anotherDevice();
  await visit(other, '/sign-in');
  await follow(other, 'Quên mật khẩu?');
  await expect(heading(other, 'Quên mật khẩu hoặc tên đăng nhập')).toBeVisible();
  await sound(other);
  await name(other).fill(member.username.toUpperCase());
  await press(other, 'Gửi liên kết');
  await expect(heading(other, 'Hãy xem hộp thư của bạn')).toBeVisible();
  await sound(other);

  const link = (await letters.to(member.email, 'Đặt lại mật khẩu')).links[0]!;
  expect(link.startsWith(`${server.url}/recovery/`)).toBe(true);
  await visit(other, link);
  await expect(heading(other, 'Chọn mật khẩu mới')).toBeVisible();
  await sound(other);
  await newPassword(other).fill('matkhau123');
  await pressInVain(other, 'Lưu mật khẩu mới', watch);
  await saysAt(newPassword(other), /quá nhiều người dùng/);
  await sound(other);
  await newPassword(other).fill(fresh);
  await press(other, 'Lưu mật khẩu mới');
  await expect(heading(other, 'Đã đặt mật khẩu mới')).toBeVisible();
  await sound(other);

  await visit(page, '/profile');
  await expect(page, 'every session has ended').toHaveURL(/\/sign-in\?next=\/profile$/);
  await follow(other, 'Đăng nhập');
  await comeIn(other, { ...member, password: fresh });
  await expect(heading(other, `Chào ${member.givenName}`)).toBeVisible();
  await letters.to(member.email, 'Mật khẩu tài khoản Metiz đã đổi');
  await visit(other, '/activity');
  await expect(other.getByText(/^Đặt mật khẩu mới bằng liên kết trong thư/)).toBeVisible();

  await visit(other, link);
  await expect(heading(other, 'Liên kết không còn hiệu lực')).toBeVisible();
  await sound(other);
  await follow(other, 'Hỏi liên kết mới');
  await expect(other).toHaveURL('/recovery');
});

test('the page answers alike for a member and for a name nobody has, and keeps neither in an address', async ({ page, member }) => {
  const answers = [];
  for (const typed of [member.username, 'khong.co.nguoi.nay', 'khong.co@example.com']) {
    await visit(page, '/recovery');
    await name(page).fill(typed);
    await press(page, 'Gửi liên kết');
    await expect(page).toHaveURL('/recovery/sent');
    answers.push(await page.getByRole('main').innerText());
  }
  expect(new Set(answers).size).toBe(1);
});

test('a member is told the forgotten username at the confirmed address', async ({ page, elsewhere, letters, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  await confirm(elsewhere, server.url, (await letters.to(person.email, 'Xác nhận')).links[0]!);
  await visit(page, '/recovery');
  await page.getByRole('textbox', { name: 'Email', exact: true }).fill(person.email);
  await press(page, 'Gửi tên đăng nhập');
  await expect(heading(page, 'Hãy xem hộp thư của bạn')).toBeVisible();
  expect((await letters.to(person.email, 'Tên đăng nhập Metiz của bạn')).text.split(/\r?\n/)).toContain(person.username);
  expect(await page.content()).not.toContain(person.username);
});

test('a new password that is too short is refused at once, and the link stays good', async ({ page, letters, elsewhere, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  await confirm(elsewhere, server.url, (await letters.to(person.email, 'Xác nhận')).links[0]!);
  await visit(page, '/recovery');
  await name(page).fill(person.email);
  await press(page, 'Gửi liên kết');
  await visit(page, (await letters.to(person.email, 'Đặt lại mật khẩu')).links[0]!);
  await newPassword(page).fill('ngắn');
  await pressUnsent(page, 'Lưu mật khẩu mới');
  await expect(refusal(page)).toContainText('Mật khẩu quá ngắn.');
  await newPassword(page).fill(fresh);
  await press(page, 'Lưu mật khẩu mới');
  await expect(heading(page, 'Đã đặt mật khẩu mới')).toBeVisible();
});

test('an empty question is said to be empty', async ({ page, watch }) => {
  await visit(page, '/recovery');
  await pressInVain(page, 'Gửi liên kết', watch);
  await expect(refusal(page)).toContainText('Bạn chưa nhập gì.');
  await sound(page);
});

test('a member changes the password: other devices are out, this one stays', async ({ page, anotherDevice, member, watch }) => {
  const other = await anotherDevice();
  await comeIn(other, member);
  await page.goto('/.well-known/change-password');
  await awake(page);
  await expect(page).toHaveURL('/security/password');
  await expect(heading(page, 'Đổi mật khẩu')).toBeVisible();
  await sound(page);
  const proposed = (await page.locator('.passphrase__words').innerText()).trim();
  expect(proposed.split('-')).toHaveLength(5);
  await newPassword(page).fill(`${member.username}2026`);
  await pressInVain(page, 'Lưu mật khẩu mới', watch);
  await expect(refusal(page)).toContainText('Mật khẩu chứa tên');
  await newPassword(page).fill(proposed);
  await press(page, 'Lưu mật khẩu mới');
  await expect(page).toHaveURL('/security');
  await expect(page.getByText(/^Mật khẩu hiện tại có từ/)).toBeVisible();
  await expect(button(page, 'Kết thúc mọi phiên khác')).toHaveCount(0);
  await sound(page);
  await visit(other, '/profile');
  await expect(other).toHaveURL(/\/sign-in\?next=\/profile$/);
  await comeIn(other, { ...member, password: proposed });
  await expect(heading(other, `Chào ${member.givenName}`)).toBeVisible();
  await visit(page, '/activity');
  await expect(page.getByText('Đổi mật khẩu').first()).toBeVisible();
  await led(page, () => page.goto('/security'));
});
