// Signing in and out. (MC-5.1b, MC-5.3a)
import {
  button, comeIn, confirm, expect, follow, heading, join, led, password, press, pressInVain, pressUnsent, refusal, scripted, signIn, somebody, sound,
  test, visit,
} from '../fixtures';

const WRONG = 'Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra cả hai rồi thử lại.';

test('a member signs in by name in any spelling, and out', async ({ page, elsewhere, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  await visit(page, '/sign-in');
  await sound(page);
  await signIn(page, person.username.toUpperCase(), person.password);
  await expect(heading(page, `Chào ${person.givenName}`)).toBeVisible();
  await visit(page, '/sign-out');
  await sound(page);
  await press(page, 'Đăng xuất');
  await expect(heading(page, 'Đăng nhập')).toBeVisible();
  await visit(page, '/profile');
  await expect(page).toHaveURL(/\/sign-in\?next=\/profile$/);
});

test('a confirmed address signs in as well as the name', async ({ page, elsewhere, letters, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  await confirm(elsewhere, server.url, (await letters.to(person.email, 'Xác nhận')).links[0]!);
  await visit(page, '/sign-in');
  await signIn(page, person.email, person.password);
  await expect(heading(page, `Chào ${person.givenName}`)).toBeVisible();
});

test('a wrong password and an unknown name get the same words; the name stays, the password never', async ({ page, watch, elsewhere, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  await visit(page, '/sign-in');
  const name = page.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' });
  for (const typed of [person.username, 'khong.co.nguoi.nay']) {
    await name.fill(typed);
    await password(page).fill('mật khẩu nhầm rồi');
    await pressInVain(page, 'Đăng nhập', watch);
    await expect(refusal(page).getByRole('listitem')).toHaveText([WRONG]);
    await expect(name).toHaveValue(typed);
    if (!scripted()) await expect(password(page)).toHaveValue('');
    expect(await page.content()).not.toContain('mật khẩu nhầm rồi');
  }
  await sound(page);
  expect(page.url(), 'nothing typed is in an address').not.toContain(person.username);
});

test('an empty form asks for both', async ({ page }) => {
  await visit(page, '/sign-in');
  await pressUnsent(page, 'Đăng nhập');
  await expect(refusal(page)).toContainText('Bạn chưa nhập đủ tên đăng nhập và mật khẩu.');
});

test('a session ends with the browser unless the member asks to be kept', async ({ page, context, elsewhere, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  const session = async () => (await context.cookies()).find(cookie => cookie.name === 'session');
  await comeIn(page, person);
  expect(await session()).toMatchObject({ expires: -1, httpOnly: true, sameSite: 'Lax' });

  await visit(page, '/sign-in');
  const keep = page.getByRole('checkbox', { name: 'Giữ tôi đăng nhập trên thiết bị này' });
  await expect(keep).not.toBeChecked();
  await keep.check();
  await signIn(page, person.username, person.password);
  const days = ((await session())!.expires - Date.now() / 1000) / 86_400;
  expect(Math.round(days)).toBe(30);
});

test('a sign-in leads to the page that asked for it, and never off the site', async ({ page, elsewhere, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  for (const [next, end] of [
    ['/consent', '/consent'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/%2f%2fevil.example', '/'],
    ['javascript:alert(1)', '/'],
  ] as const) {
    await visit(page, `/sign-in?next=${encodeURIComponent(next)}`);
    await signIn(page, person.username, person.password);
    await expect(page).toHaveURL(`${server.url}${end}`);
  }
});

test('after signing out the back button shows nothing personal', async ({ page, member }) => {
  await visit(page, '/profile');
  await expect(page.getByRole('textbox', { name: 'Họ và tên' })).toHaveValue(member.fullName);
  await visit(page, '/');
  await led(page, () => page.getByRole('contentinfo').getByRole('button', { name: 'Đăng xuất' }).click());
  for (let back = 0; back < 2; back++) {
    await page.goBack();
    const shown = await page.content();
    for (const words of [member.fullName, member.email, member.username]) expect(shown).not.toContain(words);
  }
});

test('signing out twice, and without a session, ends in the same place', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/sign-out');
  const stale = await page.context().newPage();
  await visit(stale, '/sign-out');
  await press(page, 'Đăng xuất');
  await press(stale, 'Đăng xuất');
  await expect(stale).toHaveURL('/sign-in');
  await visit(page, '/sign-out');
  await expect(page.getByText('Bạn chưa đăng nhập trên thiết bị này.')).toBeVisible();
  await sound(page);
});

test('who guesses is made to wait, in words', async ({ page, watch, elsewhere, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  await visit(page, '/sign-in');
  for (let guess = 0; guess < 4; guess++) {
    await page.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' }).fill(person.username);
    await password(page).fill(`đoán lần thứ ${guess}`);
    await pressInVain(page, 'Đăng nhập', watch);
  }
  await expect(refusal(page)).toContainText(/Đã thử quá nhiều lần. Hãy đợi \d+ giây, rồi thử lại./);
  await sound(page);
});

test('the password once more: refused in words, then it leads on', async ({ page, member, watch }) => {
  await visit(page, '/password-again?next=/security');
  await expect(heading(page, 'Nhập lại mật khẩu')).toBeVisible();
  await sound(page);
  await password(page).fill('không phải cái này');
  await pressInVain(page, 'Tiếp tục', watch);
  await expect(refusal(page)).toContainText('Mật khẩu không đúng.');
  await sound(page);
  await password(page).fill(member.password);
  await press(page, 'Tiếp tục');
  await expect(heading(page, 'Thiết bị đang đăng nhập')).toBeVisible();
  await visit(page, '/password-again?next=/security');
  await follow(page, 'Quay lại');
  await expect(button(page, 'Tiếp tục')).toHaveCount(0);
});
