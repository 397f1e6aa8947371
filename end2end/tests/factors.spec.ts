// The second factor: an authenticator app, recovery codes, and the second step of a sign-in. (MC-5.1b, MC-5.3a)
import { readFile } from 'node:fs/promises';
import { comeIn, confirm, expect, follow, heading, password, press, pressInVain, pressUnsent, saysAt, sound, test, visit } from '../fixtures';
import { code, codeOf, setUp, wrongCode } from '../support/authenticator';

test('a member sets up an authenticator app, is shown ten codes once, and takes them as a file', async ({ page, member, watch }) => {
  await visit(page, '/security');
  await expect(page.getByText('Đang tắt: chỉ cần mật khẩu là vào được tài khoản.')).toBeVisible();
  await follow(page, 'Bật xác minh hai bước');
  await sound(page);
  await press(page, 'Bắt đầu');
  await expect(page.getByRole('img', { name: 'Mã QR để thêm tài khoản vào ứng dụng xác thực' })).toBeVisible();
  await sound(page);
  const key = (await page.locator('.key__text').textContent())!;
  expect(key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  const field = page.getByRole('textbox', { name: 'Mã 6 chữ số' });
  await field.fill('12345');
  await pressUnsent(page, 'Bật');
  await saysAt(field, /Đây không phải là mã/);
  await field.fill(wrongCode(key));
  await pressInVain(page, 'Bật', watch);
  await saysAt(field, /Mã không đúng/);
  expect(await page.locator('.key__text').textContent(), 'the key stays the same').toBe(key);
  await field.fill(codeOf(key));
  await press(page, 'Bật');
  await expect(heading(page, 'Mã dự phòng')).toBeVisible();
  const codes = await page.locator('.codes code').allTextContents();
  expect(codes).toHaveLength(10);
  for (const one of codes) expect(one).toMatch(/^(\d{4}-){4}\d{4}$/);
  await sound(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Tải tệp mã dự phòng' }).click()]);
  const file = await readFile((await download.path())!, 'utf8');
  for (const one of codes) expect(file).toContain(one);
  await visit(page, '/security/recovery-codes');
  await expect(page.locator('.codes')).toHaveCount(0);
  await expect(page.getByText('Còn 10 mã dự phòng chưa dùng.')).toBeVisible();
  await visit(page, '/security');
  await expect(page.getByText('Đang bật. Ứng dụng xác thực, từ')).toBeVisible();
  await sound(page);
  await visit(page, '/activity');
  await expect(page.getByText('Bật ứng dụng xác thực.')).toBeVisible();
  await expect(page.getByText('Tạo mã dự phòng: 10 mã.')).toBeVisible();
  expect(member.username).toBeTruthy();
});

test('after the password comes the code; a wrong one says so at its field, and the way on is kept', async ({ page, anotherDevice, member, watch }) => {
  const { key } = await setUp(page);
  const other = await anotherDevice();
  await visit(other, '/sign-in?next=/consent');
  await other.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' }).fill(member.username);
  await password(other).fill(member.password);
  await press(other, 'Đăng nhập');
  await expect(heading(other, 'Nhập mã xác thực')).toBeVisible();
  await sound(other);
  await code(other).fill('');
  await pressUnsent(other, 'Đăng nhập');
  await saysAt(code(other), /Bạn chưa nhập mã/);
  await code(other).fill(wrongCode(key));
  await pressInVain(other, 'Đăng nhập', watch);
  await saysAt(code(other), /Mã không đúng/);
  await sound(other);
  // The code of now ended the set-up and is used; the next one is taken a step early.
  await code(other).fill(codeOf(key, 1));
  await press(other, 'Đăng nhập');
  await expect(other).toHaveURL(/\/consent$/);
  await visit(page, '/activity');
  await expect(page.getByText(/^Mật khẩu đúng nhưng mã xác thực sai/)).toBeVisible();
});

test('a recovery code opens the account when the phone is lost, once, and a letter says so', async ({ page, anotherDevice, context, server, letters, member, watch }) => {
  const [link] = (await letters.to(member.email, 'Xác nhận địa chỉ email')).links;
  await confirm(context.request, server.url, link!);
  const { codes } = await setUp(page);
  await letters.to(member.email, 'Đã bật ứng dụng xác thực');
  for (const works of [true, false]) {
    const other = await anotherDevice();
    await comeIn(other, member);
    await code(other).fill(codes[0]!);
    if (works) {
      await press(other, 'Đăng nhập');
      await expect(other).toHaveURL(/\/$/);
    } else {
      await pressInVain(other, 'Đăng nhập', watch);
      await saysAt(code(other), /Mã không đúng/);
    }
  }
  expect((await letters.to(member.email, 'mã dự phòng của tài khoản Metiz vừa được dùng')).text).toContain('còn 9 mã');
  await visit(page, '/security');
  await expect(page.getByText('Còn 9 mã dự phòng chưa dùng.')).toBeVisible();
});

test('new codes replace the old, and removing the app makes the password enough again', async ({ page, anotherDevice, member }) => {
  const { codes } = await setUp(page);
  await visit(page, '/security/recovery-codes');
  await press(page, 'Tạo mã mới');
  const anew = await page.locator('.codes code').allTextContents();
  expect(anew).toHaveLength(10);
  expect(anew).not.toContain(codes[0]);
  await visit(page, '/security/authenticator');
  await sound(page);
  await press(page, 'Gỡ');
  await expect(page).toHaveURL(/\/security#factors$/);
  await expect(page.getByText('Đang tắt: chỉ cần mật khẩu là vào được tài khoản.')).toBeVisible();
  const other = await anotherDevice();
  await comeIn(other, member);
  await expect(other).toHaveURL(/\/$/);
});

test('closing asks for the code beside the password', async ({ page, member, watch }) => {
  const { key } = await setUp(page);
  await visit(page, '/closure');
  await sound(page);
  await password(page).fill(member.password);
  await code(page).fill(wrongCode(key));
  await pressInVain(page, 'Đóng tài khoản', watch);
  await saysAt(code(page), /Mã không đúng/);
  await visit(page, '/password-again?next=/copy');
  await sound(page);
  await password(page).fill(member.password);
  await code(page).fill(codeOf(key, 1));
  await press(page, 'Tiếp tục');
  await expect(page).toHaveURL(/\/copy$/);
});

test('a second step nobody began leads back to the first', async ({ page }) => {
  await visit(page, '/sign-in/factor?next=/profile');
  await expect(page.getByText('Lần đăng nhập này đã hết hạn hoặc chưa bắt đầu.')).toBeVisible();
  await sound(page);
  await follow(page, 'Đăng nhập lại');
  await expect(page).toHaveURL(/\/sign-in\?next=\/profile$/);
});
