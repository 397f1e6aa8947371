// Confirming a phone number by a code of six digits, where text messages are sent and where not. (MC-4.1)
import { button, expect, press, pressUnsent, saysAt, served, sound, test as base, visit } from '../fixtures';
import { startGateway, type Gateway } from '../support/gateway';
import { randomInt } from 'node:crypto';
import type { Page } from '@playwright/test';

/** A prefix that is in use; other beginnings are no numbers. */
const somePhone = () => `0905${randomInt(100_000, 999_999)}`;

/** A server that sends text messages. */
const test = base.extend<{ phone: string }, { gateway: Gateway }>({
  /** A number of this story alone, as people write it; it stays out of the log. */
  phone: async ({ server }, use) => {
    const phone = somePhone();
    await use(phone);
    expect(server.log()).not.toContain(phone.slice(1));
  },
  gateway: [
    async ({}, use) => {
      const gateway = await startGateway();
      await use(gateway);
      await gateway.stop();
    },
    { scope: 'worker' },
  ],
  server: [async ({ gateway }, use) => served(gateway.settings, use), { scope: 'worker' }],
});

const code = (page: Page) => page.getByRole('textbox', { name: 'Mã trong tin nhắn' });
const panel = (page: Page) => page.getByRole('region', { name: 'Xác nhận số điện thoại' });
const number = (page: Page) => page.getByRole('textbox', { name: 'Số điện thoại' });

/** Whoever is signed in gives this number. */
async function give(page: Page, phone: string): Promise<void> {
  await visit(page, '/profile');
  await number(page).fill(phone);
  await press(page, 'Lưu thay đổi');
}

test('a member asks for a code, mistypes it, types it, and the number is confirmed', async ({ page, gateway, member, phone }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  await expect(button(page, 'Gửi mã'), 'there is no number yet').toHaveCount(0);
  await give(page, phone);
  await expect(panel(page)).toContainText('Chúng tôi gửi một mã sáu chữ số');
  await sound(page);
  await press(page, 'Gửi mã');
  await expect(page.getByText('Đã gửi mã tới số điện thoại của bạn.')).toBeInViewport();
  await expect(code(page), 'the page opens where the member was').toBeInViewport();
  const right = await gateway.code(phone);
  await sound(page);

  await code(page).fill('12 34');
  await pressUnsent(page, 'Xác nhận');
  await saysAt(code(page), /Mã gồm đúng sáu chữ số/);
  await code(page).fill(right.replace(/.$/, last => String((Number(last) + 1) % 10)));
  await press(page, 'Xác nhận');
  await saysAt(code(page), /Mã không đúng/);
  await sound(page);

  await code(page).fill(`${right.slice(0, 3)} ${right.slice(3)}`);
  await press(page, 'Xác nhận');
  await expect(page.getByText('Số điện thoại được xác nhận ngày')).toBeInViewport();
  await expect(page.getByText('Đã xác nhận.'), 'beside the number; the address is not confirmed').toHaveCount(1);
  await expect(button(page, 'Gửi mã')).toHaveCount(0);
  await sound(page);
  await visit(page, '/activity');
  await expect(page.getByText(/^Yêu cầu mã xác nhận số điện thoại/)).toHaveCount(1);
  await expect(page.getByText(/^Xác nhận số điện thoại/)).toHaveCount(1);
});

test('five wrong codes end it, and another code confirms', async ({ page, gateway, member, phone }) => {
  expect(member.username).toBeTruthy();
  await give(page, phone);
  await press(page, 'Gửi mã');
  const right = await gateway.code(phone);
  const wrong = right.replace(/^./, first => String((Number(first) + 1) % 10));
  for (let tries = 1; tries <= 5; tries += 1) {
    await code(page).fill(wrong);
    await press(page, 'Xác nhận');
  }
  await expect(page.getByText(/Đã nhập sai năm lần/)).toBeVisible();
  await sound(page);
  await press(page, 'Gửi mã');
  await code(page).fill(await gateway.code(phone));
  await press(page, 'Xác nhận');
  await expect(page.getByText('Số điện thoại được xác nhận ngày')).toBeVisible();
});

test('another number is not confirmed, and its code is another one', async ({ page, gateway, member, phone }) => {
  expect(member.username).toBeTruthy();
  await give(page, phone);
  await press(page, 'Gửi mã');
  const old = await gateway.code(phone);
  const other = phone.replace(/.$/, last => String((Number(last) + 1) % 10));
  await give(page, other);
  await expect(code(page)).toHaveCount(0);
  await press(page, 'Gửi mã');
  const right = await gateway.code(other);
  if (right !== old) {
    await code(page).fill(old);
    await press(page, 'Xác nhận');
    await saysAt(code(page), /Mã không đúng/);
  }
  await code(page).fill(right);
  await press(page, 'Xác nhận');
  await expect(page.getByText('Số điện thoại được xác nhận ngày')).toBeVisible();
});

base('where no text messages are sent, the page says that numbers are not confirmed, and offers nothing', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await give(page, somePhone());
  await expect(page.getByText('Số điện thoại không được xác nhận ở đây.')).toBeVisible();
  await expect(panel(page)).toHaveCount(0);
  await expect(button(page, 'Gửi mã')).toHaveCount(0);
  await expect(code(page)).toHaveCount(0);
  await sound(page);
});
