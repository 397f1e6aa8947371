// Leaving, and changing one's mind. (MC-3.1, MC-3.2; law R9–R11)
import {
  comeIn, confirm, expect, follow, heading, password, press, pressInVain, saysAt, sound, test, visit, type Person,
} from '../fixtures';
import type { Page } from '@playwright/test';

async function close(page: Page, member: Person): Promise<void> {
  await visit(page, '/closure');
  await password(page).fill(member.password);
  await press(page, 'Đóng tài khoản');
}

test('the plan says what goes, what stays, how long and why', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/consent');
  await press(page, 'Từ chối tất cả');
  await visit(page, '/closure');
  await expect(heading(page, 'Đóng tài khoản')).toBeVisible();
  const erased = page.getByRole('region', { name: 'Xóa hẳn' }).getByRole('listitem');
  for (const item of ['Họ và tên', 'Email', 'Tên đăng nhập', 'Lịch sử hoạt động']) await expect(erased.filter({ hasText: new RegExp(`^${item}`) })).toHaveCount(1);
  const kept = page.getByRole('region').filter({ has: page.getByRole('heading', { name: /giữ/i }) });
  await expect(kept).toContainText(/Các lần đồng ý, từ chối, dừng.*12.*Giữ .*ngày sau khi tài khoản bị xóa/);
  await expect(page.getByRole('main').getByRole('link', { name: 'Tải bản sao' })).toBeVisible();
  await sound(page);
});

test('a wrong password closes nothing', async ({ page, member, watch }) => {
  await visit(page, '/closure');
  await password(page).fill('không phải mật khẩu này');
  await pressInVain(page, 'Đóng tài khoản', watch);
  await saysAt(password(page), /Mật khẩu không đúng/);
  await sound(page);
  await visit(page, '/profile');
  await expect(page.getByRole('textbox', { name: 'Họ và tên' })).toHaveValue(member.fullName);
});

test('closing signs out everywhere, and signing in offers only reopening and the copy', async ({ page, context, anotherDevice, letters, member, server }) => {
  await confirm(context.request, server.url, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  const other = await anotherDevice();
  await comeIn(other, member);
  await close(page, member);
  await expect(heading(page, 'Đã nhận yêu cầu đóng tài khoản')).toBeVisible();
  await sound(page);
  for (const device of [page, other]) {
    await visit(device, '/profile');
    await expect(device).toHaveURL(/\/sign-in\?next=/);
  }
  const letter = await letters.to(member.email, 'đang được đóng');
  expect(letter.text).toMatch(/\d\d\/\d\d\/\d{4} \d\d:\d\d/);

  await comeIn(page, member);
  await expect(heading(page, 'Tài khoản đang được đóng')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Các mục chính' })).toHaveCount(0);
  await sound(page);
  for (const path of ['/profile', '/consent', '/activity', '/security', '/']) {
    await visit(page, path);
    await expect(heading(page, 'Tài khoản đang được đóng'), path).toBeVisible();
  }
  await follow(page, 'Tải bản sao');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Bản sao dữ liệu của bạn|Nhập lại mật khẩu/);
});

test('a member changes their mind: everything is as it was', async ({ page, context, letters, member, server }) => {
  await confirm(context.request, server.url, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  await visit(page, '/consent');
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  await close(page, member);
  await comeIn(page, member);
  await press(page, 'Mở lại tài khoản');
  await expect(heading(page, `Chào ${member.givenName}`)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Bạn cho phép gì' })).toContainText('Email');
  await letters.to(member.email, 'đã mở lại');
  await visit(page, '/profile');
  await expect(page.getByRole('textbox', { name: 'Họ và tên' })).toHaveValue(member.fullName);
  await visit(page, '/activity');
  await expect(page.getByText('Yêu cầu đóng tài khoản.')).toBeVisible();
  await expect(page.getByText('Mở lại tài khoản.')).toBeVisible();
});

test('pages opened before the closing can change nothing any more, and say why', async ({ page, context, member, watch }) => {
  const [plan, profile] = [await context.newPage(), await context.newPage()];
  await visit(plan, '/closure');
  await visit(profile, '/profile');
  await close(page, member);
  await comeIn(page, member);
  await profile.getByRole('textbox', { name: 'Họ và tên' }).fill('Tên Khác');
  watch.expectRefusal();
  await profile.getByRole('button', { name: 'Lưu thay đổi' }).click();
  await expect(profile.getByRole('main').getByText(/đang được đóng/).first()).toBeVisible();
  await password(plan).fill(member.password);
  watch.expectRefusal();
  await plan.getByRole('main').getByRole('button', { name: 'Đóng tài khoản' }).click();
  await expect(plan.getByRole('main').getByText(/đang được đóng/).first()).toBeVisible();
  await visit(page, '/closure');
  await press(page, 'Mở lại tài khoản');
  await expect(heading(page, `Chào ${member.givenName}`)).toBeVisible();
});
