// The policy in force, word for word, for everybody. (MC-0)
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, heading, led, sound, test, visit } from '../fixtures';

const file = readFileSync(new URL('../../data/policy/1.vi.txt', import.meta.url));
const lines = file.toString('utf8').split('\n').map(line => line.replace(/^\s*[-+]\s*/, '').trim()).filter(Boolean);

test('anybody reads the whole policy, word for word, with its check value', async ({ page }) => {
  await visit(page, '/policy');
  await expect(heading(page, 'Chính sách bảo mật')).toBeVisible();
  const main = page.getByRole('main');
  await expect(main).toContainText(createHash('sha256').update(file).digest('hex'));
  const shown = (await main.innerText()).replace(/\s+/g, ' ');
  for (const line of lines) expect(shown).toContain(line.replace(/\s+/g, ' '));
  await sound(page);
});

test('beside the policy stands how long each thing is kept, and why', async ({ page }) => {
  await visit(page, '/policy');
  const main = page.getByRole('main');
  await main.getByText('Giữ vì bạn tự chọn cung cấp', { exact: false }).click();
  await expect(main.getByText('tới khi bạn xóa mục này hoặc đóng tài khoản').first()).toBeVisible();
  await main.getByText('Giữ vì luật buộc giữ chứng từ kế toán', { exact: false }).click();
  await expect(main.getByText('tới hết 10 năm sau năm tài chính', { exact: false })).toBeVisible();
  await sound(page);
});

test('a version has an address of its own, and a version that never was has none', async ({ page, watch }) => {
  await visit(page, '/policy/1');
  await expect(heading(page, 'Chính sách bảo mật')).toBeVisible();
  watch.expectRefusal();
  expect((await page.goto('/policy/99'))?.status()).toBe(404);
  await expect(heading(page, 'Không có trang này')).toBeVisible();
});

test('every passage that the centre keeps leads to the place where it does', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/policy');
  const links = page.getByRole('main').getByRole('link');
  const places = new Set(await links.evaluateAll(all => all.map(link => link.getAttribute('href') ?? '')));
  expect(places.size).toBeGreaterThan(3);
  for (const place of places) {
    const answer = await page.request.get(place, { maxRedirects: 0 });
    expect([200, 303], `${place} leads somewhere`).toContain(answer.status());
  }
});

test('the first page says what this is, and leads on', async ({ page }) => {
  await visit(page, '/');
  await expect(heading(page, 'Dữ liệu của bạn, bạn quyết định')).toBeVisible();
  await sound(page);
  await led(page, () => page.getByRole('main').getByRole('link', { name: 'Đăng ký' }).click());
  await expect(heading(page, 'Đăng ký thành viên')).toBeVisible();
});

test('a keyboard gets past the frame with one key', async ({ page }) => {
  await visit(page, '/policy');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Tới nội dung chính' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});
