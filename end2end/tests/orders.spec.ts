// What a member paid for, and that no card is held. (MC-1.3, MC-5.5a)
import { randomUUID } from 'node:crypto';
import { expect, follow, heading, password, press, sound, test, visit } from '../fixtures';
import { bookingKey, handIn, memberNumber, paidOrder, taken } from '../support/booking';

const number = () => `DH-${randomUUID().slice(0, 12).toUpperCase()}`;
const CARD = '4111 1111 1111 1111';

test('what was bought stands there, with the proof that no card is held', async ({ page, member, server, elsewhere }) => {
  expect(member.username).toBeTruthy();
  const key = await bookingKey(server);
  const order = paidOrder(await memberNumber(page), number());
  await taken(elsewhere, server, key, order);
  await visit(page, '/');
  await follow(page, 'Xem các đơn vé đã trả tiền');
  await expect(heading(page, 'Đơn vé của bạn')).toBeVisible();
  const card = page.getByRole('listitem').filter({ hasText: order.number });
  for (const words of ['Mưa đỏ', 'T13 · từ 13 tuổi', 'Metiz Cinema Đà Nẵng, Phòng 3', 'E7, E8', /150\.000\s₫/, 'VNPAY · 14523698', 'Do booking-site gửi sang']) {
    await expect(card).toContainText(words);
  }
  await expect(page.getByText(/Vừa soát lại 8 mục chữ của các đơn dưới đây: không mục nào chứa số thẻ/)).toBeVisible();
  await sound(page);
  await follow(page, 'không lưu dữ liệu thẻ');
  await expect(page).toHaveURL(/\/policy#line-29$/);
  await expect(page.locator('#line-29')).toContainText('MC-5.5a');
  await visit(page, '/activity');
  await expect(page.getByText('Ghi nhận đơn vé đã trả tiền, do hệ thống khác gửi: booking-site · 1 đơn.')).toBeVisible();
});

test('who has bought nothing yet is told how an order gets here', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/orders');
  await expect(heading(page, 'Đơn vé của bạn')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Chưa có đơn vé nào' })).toBeVisible();
  await sound(page);
  await follow(page, 'Xem mã thành viên trong Hồ sơ');
  await expect(page.getByText(/^Mã thành viên: [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)).toBeVisible();
  await sound(page);
});

test('an order with a card number is refused, and nothing of it is anywhere', async ({ page, member, server, elsewhere }) => {
  expect(member.username).toBeTruthy();
  const key = await bookingKey(server);
  const order = { ...paidOrder(await memberNumber(page), number()), payment_reference: CARD };
  const { status, text } = await handIn(elsewhere, server, key, [order]);
  expect(status).toBe(422);
  expect(text).toContain('"code":"card_number"');
  expect(text).not.toContain('1111');
  await visit(page, '/orders');
  await expect(page.getByText('Chưa có đơn vé nào')).toBeVisible();
  expect(server.log()).not.toMatch(/4111.?1111/);
});

test('a long list is read in parts, newest first', async ({ page, member, server, elsewhere }) => {
  expect(member.username).toBeTruthy();
  const key = await bookingKey(server);
  const reference = await memberNumber(page);
  const orders = Array.from({ length: 21 }, (_, place) => ({
    ...paidOrder(reference, number()),
    paid_at: new Date(Date.now() - (place + 1) * 3_600_000).toISOString(),
    film: `Phim số ${place + 1}`,
  }));
  expect((await handIn(elsewhere, server, key, orders)).status).toBe(200);
  await visit(page, '/orders');
  const films = page.getByRole('heading', { level: 2, name: /^Phim số/ });
  await expect(films).toHaveCount(20);
  await expect(films.first()).toContainText('Phim số 1');
  await follow(page, 'Xem các đơn cũ hơn');
  await expect(films).toHaveCount(1);
  await expect(films.first()).toContainText('Phim số 21');
  await follow(page, 'Về các đơn mới nhất');
  await expect(films).toHaveCount(20);
});

test('the closing says what becomes of orders', async ({ page, member, server, elsewhere }) => {
  const key = await bookingKey(server);
  await taken(elsewhere, server, key, paidOrder(await memberNumber(page), number()));
  await visit(page, '/closure');
  await expect(page.getByRole('region', { name: 'Xóa hẳn' })).toContainText('Đơn vé đã trả tiền');
  await expect(page.getByRole('main')).toContainText(/Chứng từ kế toán của đơn vé.*10 năm sau năm tài chính.*Luật Kế toán/);
  await sound(page);
  await password(page).fill(member.password);
  await press(page, 'Đóng tài khoản');
  await expect(heading(page, 'Đã nhận yêu cầu đóng tài khoản')).toBeVisible();
});
