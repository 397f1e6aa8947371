// One switch that stops every use resting on a yes or open to objection. (Law art. 10; MC-2.2, D-18)
import { button, expect, follow, heading, press, sound, test, visit } from '../fixtures';
import type { Page } from '@playwright/test';
import { bookingKey, memberNumber } from '../support/booking';

const panel = (page: Page) => page.getByRole('region', { name: 'Tạm ngưng sử dụng dữ liệu' });
const STANDS = /Đang tạm ngưng từ ngày \d\d\/\d\d\/\d{4} lúc \d\d:\d\d\./;

test('one press stops every use that needs a yes, and one press brings it back', async ({ page, member, server, elsewhere }) => {
  expect(member.username).toBeTruthy();
  const key = await bookingKey(server, 'mailing', 'contacts:ask');
  const reference = await memberNumber(page);
  const why = async () => {
    const question = new URLSearchParams({ member: reference, purpose: 'promotions', channel: 'email' });
    const answer = await elsewhere.get(`${server.url}/api/v1/may-contact?${question}`, { headers: { Authorization: `Bearer ${key}` } });
    return ((await answer.json()) as { reason?: string }).reason;
  };
  await visit(page, '/consent');
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  const before = await why();
  expect(before).not.toBe('frozen');
  await expect(panel(page)).toContainText('Tài khoản, đơn vé và các quyết định của bạn giữ nguyên.');
  await press(page, 'Tạm ngưng tất cả');
  await expect(panel(page)).toContainText(STANDS);
  await expect(page.getByText(/^Có. Bạn đã đồng ý ngày/), 'what was decided stays').toHaveCount(1);
  expect(await why()).toBe('frozen');
  await sound(page);
  await visit(page, '/');
  await expect(page.getByRole('region', { name: 'Bạn cho phép gì' })).toContainText(STANDS);
  await sound(page);
  await follow(page, 'Xem hoặc bỏ tạm ngưng');
  await expect(heading(page, 'Bạn đồng ý những gì')).toBeVisible();
  await press(page, 'Bỏ tạm ngưng');
  await expect(button(page, 'Tạm ngưng tất cả')).toBeVisible();
  await expect(page.getByText(STANDS)).toHaveCount(0);
  expect(await why()).toBe(before);
  await visit(page, '/activity');
  for (const line of ['Tạm ngưng sử dụng dữ liệu.', 'Bỏ tạm ngưng sử dụng dữ liệu.']) {
    await expect(page.getByText(line, { exact: true })).toHaveCount(1);
  }
});

test('an old page that freezes once more changes nothing', async ({ page, member, context }) => {
  expect(member.username).toBeTruthy();
  const older = await context.newPage();
  await visit(older, '/consent');
  await visit(page, '/consent');
  await press(page, 'Tạm ngưng tất cả');
  const since = await panel(page).getByText(STANDS).innerText();
  await press(older, 'Tạm ngưng tất cả');
  await expect(panel(older)).toContainText(since);
  await visit(page, '/activity');
  await expect(page.getByText('Tạm ngưng sử dụng dữ liệu.', { exact: true })).toHaveCount(1);
});
