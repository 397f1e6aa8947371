// Receipts: what was decided, to keep and to show. (law C2, C5; D-7)
import type { Page } from '@playwright/test';
import { button, expect, follow, heading, press, scripted, sound, test, visit } from '../fixtures';

/** Decides, and opens the receipt of it. */
async function decided(page: Page): Promise<void> {
  await visit(page, '/consent');
  await press(page, 'Đồng ý nhận khuyến mại qua email');
  await follow(page, 'Biên nhận cho từng quyết định của bạn');
  await expect(heading(page, 'Biên nhận các quyết định')).toBeVisible();
  await sound(page);
  await follow(page, 'Đồng ý: Khuyến mại qua Email');
}

async function downloaded(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('main').getByRole('link', { name: 'Tải biên nhận có chữ ký' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^metiz-receipt-\d+\.json$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const file = (page: Page) => page.getByLabel('Chọn tệp biên nhận, hoặc thả tệp vào đây');

/** With script the page itself checks, once it is ready; without, the form goes to the server. */
async function checked(page: Page, receipt: string): Promise<void> {
  await visit(page, '/receipt/verify');
  if (scripted()) await expect(file(page)).toBeVisible();
  await page.getByRole('textbox', { name: 'Nội dung biên nhận' }).fill(receipt);
  if (scripted()) await button(page, 'Kiểm tra').click();
  else await press(page, 'Kiểm tra');
}

/** The rows of a receipt as they are read. */
const rows = async (page: Page) =>
  (await page.getByRole('main').locator('.summary-list__row').allInnerTexts()).map(row => row.replace(/\s+/g, ' ').trim());

test('nothing decided, no receipt; the page says so', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/consent/receipts');
  await expect(page.getByText('Bạn chưa quyết định điều gì.')).toBeVisible();
  await sound(page);
});

test('a decision has a receipt that reads well, and a stranger finds it genuine', async ({ page, member, anotherDevice }) => {
  await decided(page);
  await expect(heading(page, 'Biên nhận')).toBeVisible();
  for (const words of ['Đồng ý', 'Khuyến mại', 'Trên trang này, sau khi đăng nhập', 'Metiz Cinema']) {
    await expect(page.getByRole('main')).toContainText(words);
  }
  await expect(page.getByRole('main'), 'nothing of the person but the number').not.toContainText(member.fullName);
  await sound(page);
  const receipt = await downloaded(page);
  const stranger = await anotherDevice();
  await checked(stranger, receipt);
  await expect(stranger.getByRole('heading', { name: 'Biên nhận là thật' })).toBeVisible();
  await expect(stranger.getByRole('main')).toContainText('Khuyến mại');
  await sound(stranger);
});

test('a receipt in which one word was changed proves nothing', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await decided(page);
  const receipt = await downloaded(page);
  await checked(page, receipt.replace('dpv:ConsentGiven', 'dpv:ConsentRefused'));
  await expect(page.getByRole('heading', { name: 'Không chứng minh được gì' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('nội dung đã bị sửa');
  await sound(page);
  await checked(page, 'xin chào');
  await expect(page.getByRole('main')).toContainText('Đây không phải biên nhận');
  await expect(button(page, 'Kiểm tra')).toBeVisible();
});

test('the browser says of a receipt what the server says, and asks nobody for it', async ({ page, member, request, server, context }) => {
  test.skip(!scripted(), 'without script the server checks');
  expect(member.username).toBeTruthy();
  await decided(page);
  const receipt = await downloaded(page);
  await visit(page, '/receipt/verify');
  await expect(file(page)).toBeVisible();
  await sound(page);
  await context.setOffline(true);
  await page.getByRole('textbox', { name: 'Nội dung biên nhận' }).fill(receipt);
  await button(page, 'Kiểm tra').click();
  await expect(page.getByRole('heading', { name: 'Biên nhận là thật' })).toBeVisible();
  await expect(page.locator('[data-answer]')).toBeFocused();
  const inTheBrowser = await rows(page);
  await file(page).setInputFiles({ name: 'receipt.json', mimeType: 'application/json', buffer: Buffer.from(receipt.replace('"vi"', '"en"')) });
  await expect(page.getByRole('heading', { name: 'Không chứng minh được gì' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('nội dung đã bị sửa');
  await expect(page.getByRole('main'), 'one reason, not all').not.toContainText('Đây không phải biên nhận');
  await context.setOffline(false);
  // The same text, the plain way.
  const left = await request.post(`${server.url}/act/receipt/verify`, {
    form: { receipt },
    headers: { Accept: 'text/html', Origin: server.url },
  });
  const plain = await page.context().newPage();
  await plain.setContent(await left.text());
  expect(inTheBrowser).toEqual(await rows(plain));
  await plain.close();
});

test('a file of a receipt can be dropped on the page', async ({ page, member }) => {
  test.skip(!scripted(), 'without script its text is pasted');
  expect(member.username).toBeTruthy();
  await decided(page);
  const receipt = await downloaded(page);
  await visit(page, '/receipt/verify');
  await expect(file(page)).toBeVisible();
  const dropped = await page.evaluateHandle(text => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], 'receipt.json', { type: 'application/json' }));
    return carried;
  }, receipt);
  await file(page).dispatchEvent('drop', { dataTransfer: dropped });
  await expect(page.getByRole('heading', { name: 'Biên nhận là thật' })).toBeVisible();
  await sound(page);
});
