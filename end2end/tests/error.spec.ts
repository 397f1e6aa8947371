// When something is not there or not allowed: the right status, a sentence, a way out.
import { expect, follow, heading, led, sound, test, visit } from '../fixtures';

test('an address that does not exist says so and leads back', async ({ page, watch }) => {
  watch.expectRefusal();
  const answer = await page.goto('/khong-co-trang-nay');
  expect(answer?.status()).toBe(404);
  await expect(heading(page, 'Không có trang này')).toBeVisible();
  await sound(page);
  await led(page, () => page.getByRole('main').getByRole('link', { name: 'Về trang đầu' }).click());
  await expect(page).toHaveURL('/');
});

test('an act opened as a page says so and leads back', async ({ page, watch }) => {
  watch.expectRefusal();
  const answer = await page.goto('/act/profile/correct');
  expect(answer?.status()).toBe(405);
  await follow(page, 'Về trang đầu');
  await expect(page).toHaveURL('/');
});

test("a post from another site is refused with a page, and nothing is done", async ({ context, member, page, server }) => {
  const answer = await context.request.post(`${server.url}/act/profile/correct`, {
    form: { full_name: 'Kẻ Lạ' },
    headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site', Accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain('Yêu cầu không được chấp nhận');
  await visit(page, '/profile');
  await expect(page.getByRole('textbox', { name: 'Họ và tên' })).toHaveValue(member.fullName);
});

test('too much at once is refused with a page that says what to do', async ({ context, server }) => {
  const answer = await context.request.post(`${server.url}/act/sign-in/open`, {
    form: { username: 'a'.repeat(100_000), password: 'b' },
    headers: { Origin: server.url, Accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(413);
  expect(await answer.text()).toContain('Hãy rút ngắn nội dung rồi gửi lại.');
});

test('pages of members ask for a sign-in and say why', async ({ page }) => {
  for (const path of ['/profile', '/profile/id-number', '/consent', '/activity', '/security', '/closure', '/copy']) {
    await visit(page, path);
    await expect(page).toHaveURL(`/sign-in?next=${path}`);
    await expect(page.getByText('Trang bạn muốn xem cần đăng nhập.')).toBeVisible();
  }
  await sound(page);
});

test('no page of a member is kept by a cache, and every page says what it may load', async ({ context, member, server }) => {
  expect(member.username).toBeTruthy();
  for (const path of ['/', '/profile', '/consent', '/activity', '/security', '/closure', '/copy']) {
    const { 'cache-control': cache, 'content-security-policy': policy } = (await context.request.get(`${server.url}${path}`)).headers();
    expect(cache, path).toContain('no-store');
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toContain('unsafe-inline');
  }
});
