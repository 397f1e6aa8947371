// A version of the policy that changes what a purpose means: announced, compared, asked about again. (MC-2.1b; law C14, D-9)
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, follow, heading, led, press, sound, test as base, visit } from '../fixtures';
import { startServer, type Server } from '../support/server';

// A server of these stories' own: a new version of the policy asks everybody on it again.
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

const today = () => new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' });

/** Describes a version in the story's own folder. Answers the path of its TOML file. */
function described(day: string): string {
  const folder = test.info().outputDir;
  mkdirSync(folder, { recursive: true });
  const text = readFileSync(new URL('../../data/policy/1.vi.txt', import.meta.url), 'utf8');
  writeFileSync(join(folder, '2.vi.txt'), `${text.replace('tự nguyện', 'hoàn toàn tự nguyện')}\n- Khuyến mại của đối tác được gửi khi khách hàng đồng ý.\n`);
  const file = join(folder, '2.toml');
  writeFileSync(
    file,
    `in_force_on = "${day}"
text = "2.vi.txt"
[summary]
vi = "Tin khuyến mại nay có cả ưu đãi của đối tác."
en = "Promotions now include offers of partners."
[[purpose]]
code = "promotions"
change = "meaning"
[purpose.wording]
vi = "Tôi đồng ý nhận từ Metiz Cinema, qua kênh tôi chọn: khuyến mại của Metiz Cinema và của đối tác. Tôi có thể dừng bất cứ lúc nào."
en = "I agree to receive from Metiz Cinema, through the channel I choose: promotions of Metiz Cinema and of partners. I can stop at any time."
`,
  );
  return file;
}

test('a version that changes one purpose is read word by word, and asks again about that purpose alone', async ({ page, member, server }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/consent');
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  await press(page, 'Đồng ý nhận tin website qua email');

  const file = described(today());
  expect(await server.command('policy', 'add', file, '--by', 'Đặng Thị Ánh Nguyệt')).toContain('Version 2 is added');
  expect(await server.command('policy', 'add', file, '--by', "H'Mơ Niê")).toContain('That is version 2 already');
  expect(await server.command('policy', 'list')).toMatch(/1 .* built in\n2 .* by Đặng Thị Ánh Nguyệt; promotions 2: meaning/);
  // Every machine hears of it before it is in force, some seconds later.
  await expect(async () => {
    await visit(page, '/');
    await expect(page.getByRole('region', { name: 'Bạn cho phép gì' })).toContainText('Lời hỏi về Khuyến mại nay mang ý nghĩa khác', { timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await sound(page);

  await follow(page, 'Xem chính sách đã đổi điều gì');
  await expect(heading(page, 'So sánh hai phiên bản chính sách')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('2 đoạn đã đổi');
  await expect(page.getByRole('insertion').filter({ hasText: 'hoàn toàn' })).toBeVisible();
  await expect(page.getByRole('insertion').filter({ hasText: 'Khuyến mại của đối tác' })).toContainText('phần mới');
  await sound(page);
  await follow(page, 'Đoạn này trong phiên bản 2 (dòng 4)');
  await expect(page).toHaveURL(/\/policy\/2#line-4$/);
  await sound(page);

  await visit(page, '/policy');
  await expect(page.getByRole('region', { name: 'Các phiên bản' })).toContainText('Tin khuyến mại nay có cả ưu đãi của đối tác.');
  await follow(page, 'Phiên bản 1');
  await expect(page.getByRole('main')).toContainText('Phiên bản này không còn áp dụng.');
  await sound(page);
  for (const open of ['/closure', '/copy', '/policy/1']) expect((await page.goto(open))?.status()).toBe(200);

  await visit(page, '/consent');
  const main = page.getByRole('main');
  await expect(main).toContainText('Lời hỏi về Khuyến mại nay mang ý nghĩa khác');
  await expect(main.getByRole('link', { name: 'Xem chính sách đã đổi điều gì' })).toBeVisible();
  await expect(main).toContainText('khuyến mại của Metiz Cinema và của đối tác');
  await sound(page);
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  await expect(main).not.toContainText('nay mang ý nghĩa khác');
  await follow(page, 'Biên nhận cho từng quyết định của bạn');
  await led(page, () => main.getByRole('link', { name: 'Đồng ý: Khuyến mại qua Email' }).first().click());
  await expect(main.locator('a[href="/policy/2"]'), 'the receipt names the version of that moment').toBeVisible();
});
