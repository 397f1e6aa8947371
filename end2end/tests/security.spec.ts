// Devices: who is signed in where, and ending it. (MC-5.1b, MC-5.6a)
import { button, comeIn, expect, heading, join, led, password, press, somebody, sound, test, visit } from '../fixtures';

test('a member sees both devices, and ends all others at once', async ({ page, anotherDevice, member }) => {
  await visit(page, '/security');
  await expect(heading(page, 'Thiết bị đang đăng nhập')).toBeVisible();
  await expect(page.getByText('Không còn phiên nào khác.')).toBeVisible();
  const other = await anotherDevice();
  await comeIn(other, member);
  await visit(page, '/security');
  const sessions = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Đăng nhập lúc' });
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: 'Thiết bị này' })).toHaveCount(1);
  await sound(page);
  await press(page, 'Kết thúc mọi phiên khác');
  await expect(sessions).toHaveCount(1);
  await visit(other, '/profile');
  await expect(other).toHaveURL(/\/sign-in\?next=\/profile$/);
  await visit(page, '/activity');
  await expect(page.getByText('Kết thúc phiên trên thiết bị khác')).toBeVisible();
});

test('a member ends one device of three', async ({ page, anotherDevice, member }) => {
  for (let device = 0; device < 2; device++) await comeIn(await anotherDevice(), member);
  await visit(page, '/security');
  const end = page.getByRole('main').getByRole('button', { name: /^Kết thúc phiên trên / });
  await expect(end).toHaveCount(2);
  await led(page, () => end.first().click());
  await expect(end).toHaveCount(1);
  await expect(button(page, 'Kết thúc mọi phiên khác')).toBeVisible();
});

test("somebody else's session cannot be ended, and nobody learns whether there is one", async ({ page, anotherDevice, member, context, elsewhere, server }) => {
  const stranger = somebody();
  await join(elsewhere, server.url, stranger);
  const theirs = await anotherDevice();
  await comeIn(theirs, stranger);
  const second = await anotherDevice();
  await comeIn(second, stranger);
  await visit(theirs, '/security');
  const number = await theirs.getByRole('main').locator('input[name=session]').first().inputValue();
  const answers = [];
  for (const session of [number, '00'.repeat(16), 'không phải số']) {
    const answer = await context.request.post(`${server.url}/act/security/end`, {
      form: { session },
      headers: { Origin: server.url, Accept: 'text/html' },
      maxRedirects: 0,
    });
    answers.push([answer.status(), answer.headers().location]);
  }
  expect(answers).toEqual([[303, '/security'], [303, '/security'], [303, '/security']]);
  await visit(second, '/profile');
  await expect(second.getByRole('textbox', { name: 'Họ và tên' })).toHaveValue(stranger.fullName);
  expect(member.username).toBeTruthy();
});

test('a sign-in from a new device is in the history, and so is a failed one', async ({ page, anotherDevice, member, watch }) => {
  const other = await anotherDevice();
  await visit(other, '/sign-in');
  await other.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' }).fill(member.username);
  await password(other).fill('đoán mò một lần');
  watch.expectRefusal();
  await other.getByRole('main').getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await expect(other.getByText(/không đúng/)).toBeVisible();
  await comeIn(other, member);
  await visit(page, '/activity');
  await expect(page.getByText('Đăng nhập không thành công').first()).toBeVisible();
  await expect(page.getByText(/^Đăng nhập: Chrome/).first()).toBeVisible();
  await sound(page);
  await visit(page, '/');
  await expect(page.getByText('Gần đây có việc bạn nên xem lại trong Hoạt động.')).toBeVisible();
  await sound(page);
});
