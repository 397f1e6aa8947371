// Stopping from the link in a message: one press, no signing in. (RFC 8058; MC-2.2, D91 art. 16, 20)
import { button, confirm, expect, heading, press, sound, test, visit } from '../fixtures';
import { bookingKey, memberNumber } from '../support/booking';

test('one press in a message stops it without signing in', async ({ page, context, member, server, elsewhere, letters, anotherDevice }) => {
  const key = await bookingKey(server, 'mailing', 'contacts:ask');
  const reference = await memberNumber(page);
  await confirm(context.request, server.url, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  await visit(page, '/consent');
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  const asked = async () => {
    const question = new URLSearchParams({ member: reference, purpose: 'promotions', channel: 'email' });
    const answer = await elsewhere.get(`${server.url}/api/v1/may-contact?${question}`, { headers: { Authorization: `Bearer ${key}` } });
    return (await answer.json()) as { allowed: boolean; reason?: string; unsubscribe?: string };
  };
  const yes = await asked();
  expect(yes.allowed).toBe(true);
  const path = new URL(yes.unsubscribe!).pathname;
  const stranger = await anotherDevice();
  await visit(stranger, path);
  await expect(heading(stranger, 'Dừng nhận khuyến mại qua email')).toBeVisible();
  await sound(stranger);
  expect((await asked()).allowed, 'looking stops nothing').toBe(true);
  await press(stranger, 'Dừng nhận khuyến mại qua email');
  await expect(stranger.getByText(/Đã dừng ngày \d\d\/\d\d\/\d{4} lúc \d\d:\d\d\./)).toBeVisible();
  await expect(button(stranger, 'Dừng nhận khuyến mại qua email')).toHaveCount(0);
  await sound(stranger);
  expect((await asked()).reason).toBe('withdrawn');
  const letter = await letters.to(member.email, 'Xác nhận đã dừng gửi tin');
  expect(letter.text).toContain('Đây là thư xác nhận duy nhất.');
  await visit(page, '/activity');
  await expect(page.getByText('Từ chối hoặc dừng: Khuyến mại qua Email.')).toHaveCount(1);
});

test('a link that was cut says so and stops nothing', async ({ page }) => {
  await visit(page, '/unsubscribe/abc');
  await expect(page.getByText('Liên kết này không đọc được nên chưa dừng gì.')).toBeVisible();
  await sound(page);
});
