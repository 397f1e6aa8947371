// "This was not me", and taking a change of address back. (MC-5.3a; security.md T3)
import { comeIn, confirm, expect, follow, heading, press, sound, test, visit, type Person } from '../fixtures';
import { setUp } from '../support/authenticator';

const fresh = 'thuyền về bến vắng chiều mưa';

async function setNew(page: import('@playwright/test').Page, link: string): Promise<void> {
  await visit(page, link);
  await page.getByRole('textbox', { name: 'Mật khẩu mới', exact: true }).fill(fresh);
  await press(page, 'Lưu mật khẩu mới');
  await expect(heading(page, 'Đã đặt mật khẩu mới')).toBeVisible();
}

test('a member stops all access, and comes back in by letter only', async ({ page, context, anotherDevice, letters, member, server, watch }) => {
  await confirm(context.request, server.url, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  const strange = await anotherDevice();
  await comeIn(strange, member);
  await visit(page, '/security');
  await sound(page);
  await follow(page, 'Không phải tôi');
  await expect(heading(page, 'Không phải tôi')).toBeVisible();
  await sound(page);
  await press(page, 'Khóa mọi truy cập');
  await expect(heading(page, 'Đã khóa mọi truy cập')).toBeVisible();
  const number = await page.getByRole('main').locator('strong').innerText();
  expect(number).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(page.url(), 'the number is in no address').not.toContain(number);
  await sound(page);

  await visit(strange, '/profile');
  await expect(strange).toHaveURL(/\/sign-in\?next=\/profile$/);
  await strange.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' }).fill(member.username);
  await strange.getByRole('textbox', { name: 'Mật khẩu', exact: true }).fill(member.password);
  watch.expectRefusal();
  await strange.getByRole('main').getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await expect(strange.getByText('Tên đăng nhập hoặc mật khẩu không đúng.')).toBeVisible();

  const letter = await letters.to(member.email, 'đã được khóa để bảo vệ');
  expect(letter.text).toContain(number);
  await setNew(page, letter.links[0]!);
  await comeIn(page, { ...member, password: fresh });
  await visit(page, '/activity');
  await expect(page.getByText(`Báo “không phải tôi”, mọi truy cập bị khóa: số báo cáo ${number}.`)).toBeVisible();
});

test('without a confirmed address the page leads to another password instead', async ({ page, member }) => {
  await visit(page, '/security/not-me');
  await expect(page.getByText('Email của bạn chưa được xác nhận')).toBeVisible();
  await sound(page);
  await follow(page, 'Đổi mật khẩu');
  await expect(heading(page, 'Đổi mật khẩu')).toBeVisible();
  expect(member.username).toBeTruthy();
});

test('the address before takes a change back, and the stranger is out', async ({ page, anotherDevice, letters, member }) => {
  await visit(page, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  await press(page, 'Xác nhận');
  const strangers = `la.${member.email}`;
  await page.getByRole('textbox', { name: 'Email' }).fill(strangers);
  await press(page, 'Lưu thay đổi');
  await visit(page, (await letters.to(strangers, 'Xác nhận địa chỉ email mới')).links[0]!);
  await press(page, 'Xác nhận');

  const owner = await anotherDevice();
  const link = (await letters.to(member.email, 'Địa chỉ email của tài khoản Metiz đã đổi')).links[0]!;
  await visit(owner, link);
  await expect(heading(owner, 'Hoàn tác việc đổi email')).toBeVisible();
  await sound(owner);
  await visit(page, '/profile');
  await expect(page.getByRole('textbox', { name: 'Email' }), 'looking changes nothing').toHaveValue(strangers);
  await press(owner, 'Khôi phục địa chỉ này');
  await expect(heading(owner, 'Đã khóa mọi truy cập')).toBeVisible();
  await visit(page, '/profile');
  await expect(page).toHaveURL(/\/sign-in\?next=\/profile$/);
  await setNew(owner, (await letters.to(member.email, 'đã được khóa để bảo vệ')).links[0]!);
  const back: Person = { ...member, username: member.email, password: fresh };
  await comeIn(owner, back);
  await visit(owner, '/profile');
  await expect(owner.getByRole('textbox', { name: 'Email' })).toHaveValue(member.email);
  await visit(owner, link);
  await expect(heading(owner, 'Liên kết không còn hiệu lực')).toBeVisible();
  await sound(owner);
});

test('an authenticator that is not yours goes by the letter that told of it, and you are back in', async ({ page, context, anotherDevice, letters, member, server }) => {
  await confirm(context.request, server.url, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  await setUp(page);
  const owner = await anotherDevice();
  const link = (await letters.to(member.email, 'Đã bật ứng dụng xác thực')).links[0]!;
  await visit(owner, link);
  await expect(heading(owner, 'Gỡ ứng dụng xác thực không phải của bạn')).toBeVisible();
  await sound(owner);
  await press(owner, 'Gỡ ứng dụng xác thực');
  await expect(heading(owner, 'Đã khóa mọi truy cập')).toBeVisible();
  await visit(page, '/profile');
  await expect(page).toHaveURL(/\/sign-in\?next=\/profile$/);
  await setNew(owner, (await letters.to(member.email, 'đã được khóa để bảo vệ')).links[0]!);
  await comeIn(owner, { ...member, password: fresh });
  await visit(owner, '/security');
  await expect(owner.getByText('Đang tắt: chỉ cần mật khẩu là vào được tài khoản.')).toBeVisible();
  await visit(owner, link);
  await expect(heading(owner, 'Liên kết không còn hiệu lực')).toBeVisible();
});
