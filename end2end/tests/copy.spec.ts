// Taking everything along. (MC-4.2, MC-5.1a; law R1, R12, D-16)
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { confirm, expect, follow, heading, password, press, sound, test, visit } from '../fixtures';
import { unzip } from '../support/unzip';

/** Presses the button and unpacks what comes. */
async function taken(page: Page): Promise<Map<string, string>> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('main').getByRole('link', { name: 'Tải bản sao' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^metiz-\d{4}-\d\d-\d\d\.zip$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return unzip(Buffer.concat(chunks));
}

/** A file of the copy that must be there. */
function one(files: Map<string, string>, name: string): string {
  const text = files.get(name);
  expect(text, name).toBeTruthy();
  return text!;
}

test('the page says what is inside and how to keep it safe, and the file has everything that was typed', async ({ page, member }) => {
  await visit(page, '/profile');
  await page.getByRole('textbox', { name: 'Số điện thoại di động' }).fill('0905 123 456');
  await press(page, 'Lưu thay đổi');
  await visit(page, '/consent');
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  await visit(page, '/copy');
  await expect(heading(page, 'Bản sao dữ liệu của bạn')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Giữ tệp cho an toàn' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('data.json');
  await expect(page.getByRole('main')).toContainText('Nút này dùng được trong một giờ, chỉ trong phiên đăng nhập này.');
  await sound(page);

  const files = await taken(page);
  const data = JSON.parse(one(files, 'data.json')) as {
    profile: { item: string; value: string | null }[];
    consents: { purpose: string; channel: string; decision: string; wording: string }[];
    trail: { kind: string }[];
  };
  const held = Object.fromEntries(data.profile.map(({ item, value }) => [item, value]));
  expect(held).toMatchObject({
    full_name: member.fullName, username: member.username, email: member.email, phone: '+84905123456', gender: null,
  });
  expect(data.consents).toMatchObject([{ purpose: 'promotions', channel: 'email', decision: 'grant' }]);
  expect(data.consents[0]!.wording).toContain('Metiz');
  expect(data.trail[0]!.kind).toBe('copy_taken');
  expect(one(files, 'tables/profile.csv')).toMatch(/^\uFEFF"item","value"/);
  expect(one(files, 'tables/profile.csv')).toContain(`"'+84905123456"`);
  for (const [name, text] of files) for (const secret of [member.password, 'argon2']) expect(text, name).not.toContain(secret);

  await visit(page, '/activity');
  await expect(page.getByText('Tải bản sao dữ liệu')).toBeVisible();
});

test('the pages of the copy can be read by everybody, without the site, without a network', async ({ page, member, browser }, testInfo) => {
  await visit(page, '/copy');
  const files = await taken(page);
  const reader = await browser.newContext({ offline: true });
  const pages = [
    ['ban-sao.html', 'Mọi thứ Metiz Cinema giữ về bạn', 'Đăng ký tài khoản'],
    ['copy.html', 'Everything Metiz Cinema holds about you', 'Account opened'],
  ] as const;
  for (const [name, title, joined] of pages) {
    const path = testInfo.outputPath(name);
    await writeFile(path, one(files, name));
    const copy = await reader.newPage();
    await copy.goto(pathToFileURL(path).href);
    await expect(heading(copy, title)).toBeVisible();
    await expect(copy.getByText(member.fullName).first()).toBeVisible();
    await expect(copy.getByText(joined).first()).toBeVisible();
    await sound(copy);
  }
  await reader.close();
});

test('a letter tells that a copy was taken', async ({ page, context, letters, member, server }) => {
  await confirm(context.request, server.url, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  await visit(page, '/copy');
  await taken(page);
  const letter = await letters.to(member.email, 'Bản sao dữ liệu Metiz của bạn vừa được tải');
  expect(letter.text).toMatch(/Lúc \d\d\/\d\d\/\d{4} \d\d:\d\d/);
  expect(letter.links).toEqual([`${server.url}/security`]);
});

test('somebody who is leaving takes their copy along', async ({ page, member }) => {
  await visit(page, '/closure');
  await password(page).fill(member.password);
  await press(page, 'Đóng tài khoản');
  await visit(page, '/sign-in');
  await page.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' }).fill(member.username);
  await password(page).fill(member.password);
  await press(page, 'Đăng nhập');
  await follow(page, 'Tải bản sao');
  const files = await taken(page);
  expect(one(files, 'data.json')).toContain('"closing_ends_at": "');
});
