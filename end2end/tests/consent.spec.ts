// Purposes and channels: each a decision of its own. (MC-1.2, MC-2.1b, MC-2.2; law C3, C7)
import { awake, button, comeIn, expect, heading, led, press, pressInVain, refusal, scripted, signIn, sound, test, visit } from '../fixtures';
import type { Page } from '@playwright/test';

const GRANT = 'Đồng ý nhận khuyến mại qua email';
const REFUSE = 'Từ chối nhận khuyến mại qua email';
const STOP = 'Dừng nhận khuyến mại qua email';
/** Promotions by email: where it stands. */
const standing = (page: Page) =>
  page.getByRole('region', { name: 'Khuyến mại và ưu đãi' }).getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Email' }) });
/** The list of last days of a yes to it. */
const days = (page: Page) => standing(page).getByLabel('Ngày cuối cùng');
const today = () => new Date().toLocaleDateString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' });
const entries = async (page: Page, sentence: string) => {
  await visit(page, '/activity');
  return await page.getByRole('main').getByText(sentence, { exact: true }).count();
};

test.beforeEach(async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/consent');
});

test('nobody was asked yet, and silence is no; the page says what each purpose needs', async ({ page }) => {
  await expect(heading(page, 'Bạn đồng ý những gì')).toBeVisible();
  await expect(page.getByText('Chưa trả lời, nghĩa là không.')).toHaveCount(12);
  await expect(page.getByRole('heading', { name: 'Không cần đồng ý, và vì sao' })).toBeVisible();
  await expect(page.getByRole('switch'), 'no toggles').toHaveCount(0);
  await sound(page);
});

test('a member agrees, and the page is the receipt; stopping is as easy', async ({ page }) => {
  const began = today();
  await press(page, GRANT);
  // Midnight may pass meanwhile.
  await expect(standing(page)).toContainText(new RegExp(`Có. Bạn đã đồng ý ngày (${began}|${today()}) lúc \\d\\d:\\d\\d.`));
  await expect(page.getByText('Chưa trả lời, nghĩa là không.'), 'the other channels are not touched').toHaveCount(11);
  await sound(page);
  await press(page, STOP);
  await expect(standing(page)).toContainText(new RegExp(`Không. Bạn đã từ chối hoặc dừng ngày (${began}|${today()}) lúc \\d\\d:\\d\\d.`));
  await expect(button(page, GRANT)).toBeVisible();
  await visit(page, '/');
  await expect(page.getByRole('region', { name: 'Bạn cho phép gì' })).toContainText('Không kênh nào.');
  await visit(page, '/activity');
  await expect(page.getByText('Đồng ý: Khuyến mại qua Email.')).toBeVisible();
  await expect(page.getByText('Từ chối hoặc dừng: Khuyến mại qua Email.')).toBeVisible();
});

test('a yes until a day says its day, which can be taken away again', async ({ page }) => {
  const inThreeMonths = async () => (await days(page).locator('option').nth(1).textContent())?.split(' ')[0] ?? '';
  await standing(page).getByText('Chỉ đồng ý đến một ngày').click();
  const last = await inThreeMonths();
  expect(last).toMatch(/^\d\d\/\d\d\/20\d\d$/);
  await days(page).selectOption({ index: 1 });
  await sound(page);
  await press(page, GRANT);
  await expect(standing(page)).toContainText(`Sau ngày ${last} thì tự dừng.`);
  expect(await entries(page, `Đồng ý: Khuyến mại qua Email · đến hết ngày ${last}.`)).toBe(1);
  await visit(page, '/consent/receipts');
  await page.getByRole('main').getByRole('link', { name: /Khuyến mại qua Email/ }).click();
  await expect(page.getByRole('main')).toContainText(`Ngày cuối cùng${last}`);
  await visit(page, '/consent');
  await standing(page).getByText('Đổi ngày kết thúc').click();
  await expect(days(page)).toHaveValue(/^20\d\d-\d\d-\d\d$/);
  await days(page).selectOption('');
  await press(page, 'Lưu ngày này nhận khuyến mại qua email');
  await expect(standing(page)).toContainText('Có. Bạn đã đồng ý ngày');
  await expect(standing(page)).not.toContainText('thì tự dừng');
});

test('a last day that is over is refused in words, and nothing is recorded', async ({ page, watch }) => {
  await standing(page).getByText('Chỉ đồng ý đến một ngày').click();
  await days(page).locator('option').nth(1).evaluate((one: HTMLOptionElement) => (one.value = '2020-01-01'));
  await days(page).selectOption({ index: 1 });
  await pressInVain(page, GRANT, watch);
  await expect(refusal(page)).toContainText('Ngày kết thúc này đã qua');
  await expect(standing(page)).toContainText('Chưa trả lời, nghĩa là không.');
});

test('pressing twice is the same as once', async ({ page }) => {
  await led(page, () => button(page, GRANT).dblclick());
  await expect(standing(page)).toContainText('Có. Bạn đã đồng ý');
  expect(await entries(page, 'Đồng ý: Khuyến mại qua Email.')).toBe(1);
});

test('a replayed post changes nothing any more', async ({ page, server, context }) => {
  const posted = page.waitForRequest(request => request.method() === 'POST');
  await press(page, REFUSE);
  const request = await posted;
  for (let again = 0; again < 3; again++) {
    const answer = await context.request.post(request.url(), {
      data: request.postData() ?? '',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', Origin: server.url },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(303);
  }
  await visit(page, '/consent');
  await expect(standing(page)).toContainText('Không. Bạn đã từ chối hoặc dừng');
  expect(await entries(page, 'Từ chối hoặc dừng: Khuyến mại qua Email.')).toBe(1);
});

test('both answers to everything look alike and weigh the same', async ({ page }) => {
  const looks = async (name: string) =>
    await button(page, name).evaluate(one => {
      const { color, backgroundColor, borderColor, borderWidth, fontSize, fontWeight, opacity } = getComputedStyle(one);
      const { width, height } = one.getBoundingClientRect();
      return { color, backgroundColor, borderColor, borderWidth, fontSize, fontWeight, opacity, width, height };
    });
  expect(await looks('Từ chối tất cả')).toEqual(await looks('Đồng ý tất cả'));
  const { width: _grant, ...grant } = await looks(GRANT);
  const { width: _refuse, ...refuse } = await looks(REFUSE);
  expect(refuse).toEqual(grant);
});

test('one press agrees to everything, one press refuses everything', async ({ page }) => {
  await press(page, 'Đồng ý tất cả');
  await expect(page.getByText(/^Có. Bạn đã đồng ý ngày/)).toHaveCount(12);
  await sound(page);
  await press(page, 'Từ chối tất cả');
  await expect(page.getByText(/^Không. Bạn đã từ chối hoặc dừng ngày/)).toHaveCount(12);
  expect(await entries(page, 'Đồng ý: Tin mới về website qua Zalo.'), 'each is an entry of its own').toBe(1);
});

test('an old page cannot agree to words nobody has read, but can always stop', async ({ page, context, watch }) => {
  const older = await context.newPage();
  await visit(older, '/consent');
  await press(page, GRANT);
  // As if the wording had changed since this page was read.
  const reword = (of: Page) =>
    of.getByRole('main').evaluate(main => {
      for (const wording of main.querySelectorAll<HTMLInputElement>('input[name=wording]')) wording.value = '0';
    });
  await reword(older);
  await pressInVain(older, 'Đồng ý nhận khuyến mại qua Zalo', watch);
  await expect(refusal(older)).toContainText('Lời hỏi đã thay đổi sau khi bạn mở trang, nên chưa ghi nhận.');
  await sound(older);
  await visit(page, '/consent');
  await expect(button(page, 'Dừng nhận khuyến mại qua Zalo')).toHaveCount(0);
  await reword(page);
  await press(page, STOP);
  await expect(standing(page)).toContainText('Không.');
});

test('two devices at once: both see one decision, written down once', async ({ page, anotherDevice, member }) => {
  const other = await anotherDevice();
  await comeIn(other, member);
  await visit(other, '/consent');
  await Promise.all([press(page, GRANT), press(other, GRANT)]);
  for (const one of [page, other]) await expect(standing(one)).toContainText('Có. Bạn đã đồng ý');
  expect(await entries(page, 'Đồng ý: Khuyến mại qua Email.')).toBe(1);
  // One stops while the other, on its older page, stops as well.
  await visit(page, '/consent');
  await press(page, STOP);
  await press(other, STOP);
  await expect(standing(other)).toContainText('Không.');
  expect(await entries(page, 'Từ chối hoặc dừng: Khuyến mại qua Email.')).toBe(1);
});

test('a page left open until the session ended leads to signing in, and back', async ({ page, context, member, watch }) => {
  await context.clearCookies();
  if (scripted()) {
    await pressInVain(page, GRANT, watch);
    await expect(refusal(page)).toContainText('Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại');
    await sound(page);
    const [tab] = await Promise.all([context.waitForEvent('page'), refusal(page).getByRole('link').click()]);
    await awake(tab);
    await signIn(tab, member.username, member.password);
    await expect(tab).toHaveURL(/\/consent$/);
    await tab.close();
    await press(page, GRANT);
    await expect(standing(page)).toContainText('Có. Bạn đã đồng ý');
  } else {
    await press(page, GRANT);
    await expect(page).toHaveURL(/\/sign-in\?next=\/consent/);
    await comeIn(page, member);
  }
});
