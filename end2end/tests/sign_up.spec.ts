// Joining. (MC-1.1a; law C9, C13, M1)
import {
  confirm, expect, fillJoining, follow, heading, join, password, press, pressInVain, pressUnsent, refusal, saysAt, scripted, somebody, sound,
  test, visit,
} from '../fixtures';

test('somebody reads the notice, joins, and is greeted by name', async ({ page, letters }) => {
  const person = somebody();
  await visit(page, '/sign-up');
  await expect(page.getByRole('region', { name: 'Chúng tôi sẽ giữ gì, để làm gì' })).toBeVisible();
  await expect(page.getByRole('checkbox'), 'nothing is ticked, nothing bundled').toHaveCount(0);
  await sound(page);
  await fillJoining(page, person);
  await press(page, 'Đăng ký');
  await expect(heading(page, `Chào ${person.givenName}`)).toBeVisible();
  await expect(page.getByText('Email của bạn chưa được xác nhận.')).toBeVisible();
  await sound(page);
  const letter = await letters.to(person.email, 'Xác nhận địa chỉ email của bạn');
  expect(letter.text, 'no word that a stranger could have typed').not.toContain(person.fullName);
});

test('everything that is wrong is said at once, at its field, and nothing typed is lost', async ({ page }) => {
  await visit(page, '/sign-up');
  const typed = { username: 'a', password: '123', fullName: 'Nguyễn 3', givenName: '', birthDate: '31/02/2000', email: 'khong-phai-email' };
  await fillJoining(page, typed);
  await pressUnsent(page, 'Đăng ký');
  await expect(refusal(page).getByRole('link')).toHaveCount(5);
  const name = page.getByRole('textbox', { name: 'Tên đăng nhập' });
  const email = page.getByRole('textbox', { name: 'Email' });
  await saysAt(name, /Tên đăng nhập quá ngắn/);
  await saysAt(password(page), /Mật khẩu quá ngắn/);
  await saysAt(page.getByRole('textbox', { name: 'Họ và tên' }), /Họ và tên có chữ số/);
  await saysAt(page.getByRole('textbox', { name: 'Ngày sinh' }), /không có trong lịch/);
  await saysAt(email, /Địa chỉ email chưa đúng/);
  await expect(name).toHaveValue('a');
  await expect(email).toHaveValue('khong-phai-email');
  await expect(page.getByRole('textbox', { name: 'Ngày sinh' })).toHaveValue('31/02/2000');
  if (!scripted()) await expect(password(page), 'a password never comes back').toHaveValue('');
  await sound(page);
  await refusal(page).getByRole('link', { name: /email/ }).click();
  await expect(email, 'each sentence leads to its field').toBeFocused();
});

test('an empty form names every field', async ({ page }) => {
  await visit(page, '/sign-up');
  await pressUnsent(page, 'Đăng ký');
  await expect(refusal(page).getByRole('listitem')).toHaveText([
    /chưa nhập tên đăng nhập/, /chưa nhập mật khẩu/, /chưa nhập họ và tên/, /chưa nhập ngày sinh/, /chưa nhập email/,
  ]);
});

test('a name somebody has is refused in any spelling, and the rest stays', async ({ page, watch, elsewhere, server }) => {
  const first = somebody();
  await join(elsewhere, server.url, first);
  const second = { ...somebody(), username: first.username.toUpperCase() };
  await visit(page, '/sign-up');
  await fillJoining(page, second);
  await pressInVain(page, 'Đăng ký', watch);
  await saysAt(page.getByRole('textbox', { name: 'Tên đăng nhập' }), /đã có người dùng/);
  await expect(page.getByRole('textbox', { name: 'Họ và tên' })).toHaveValue(second.fullName);
  await sound(page);
  await page.getByRole('textbox', { name: 'Tên đăng nhập' }).fill(`${first.username}.hai`);
  await password(page).fill(second.password);
  await press(page, 'Đăng ký');
  await expect(heading(page, `Chào ${second.givenName}`)).toBeVisible();
});

test('a password that everybody has, and one made of the own name, are refused with the reason', async ({ page, watch }) => {
  const person = somebody();
  await visit(page, '/sign-up');
  await fillJoining(page, { ...person, password: 'password123' });
  await pressInVain(page, 'Đăng ký', watch);
  await saysAt(password(page), /quá nhiều người dùng/);
  await password(page).fill(`${person.username}!`);
  await pressUnsent(page, 'Đăng ký');
  await saysAt(password(page), /dễ đoán/);
});

test('somebody under 16 is shown the way of the guardian, and nothing is stored', async ({ page, letters, context }) => {
  const child = { ...somebody(), birthDate: `01/01/${new Date().getFullYear() - 10}` };
  await visit(page, '/sign-up');
  await fillJoining(page, child);
  await press(page, 'Đăng ký');
  await expect(page).toHaveURL('/sign-up/guardian');
  await expect(heading(page, 'Bạn chưa đủ 16 tuổi')).toBeVisible();
  await sound(page);
  expect((await context.cookies()).map(cookie => cookie.name), 'nobody is signed in').not.toContain('session');
  await follow(page, 'Nhập nhầm ngày sinh? Điền lại');
  await expect(page.getByRole('textbox', { name: 'Họ và tên' }), 'not even for the next page').toHaveValue('');
  expect(await letters.sentTo(child.email)).toEqual([]);
  // The name is still free: no account was made.
  await fillJoining(page, { ...child, birthDate: '1999' });
  await press(page, 'Đăng ký');
  await expect(heading(page, `Chào ${child.givenName}`)).toBeVisible();
});

test('an address that belongs to somebody gives the same pages; only its owner is told', async ({ page, anotherDevice, elsewhere, letters, server }) => {
  const owner = somebody();
  await join(elsewhere, server.url, owner);
  const link = (await letters.to(owner.email, 'Xác nhận')).links[0]!;
  await confirm(elsewhere, server.url, link);

  const taker = { ...somebody(), email: owner.email };
  const control = { ...somebody(), fullName: taker.fullName, givenName: taker.givenName };
  const pages: string[] = [];
  for (const [person, browser] of [[taker, page], [control, await anotherDevice()]] as const) {
    await visit(browser, '/sign-up');
    await fillJoining(browser, person);
    await press(browser, 'Đăng ký');
    await expect(heading(browser, `Chào ${person.givenName}`)).toBeVisible();
    const seen = [await browser.getByRole('main').innerText()];
    await visit(browser, '/profile');
    seen.push(await browser.getByRole('main').innerText());
    const same = seen.join('\n').replaceAll(person.username, 'TÊN').replaceAll(person.email, 'EMAIL').replace(/\d\d:\d\d/g, 'GIỜ');
    // Everybody has a random number of their own.
    pages.push(same.replace(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/, 'MÃ'));
  }
  expect(pages[0]).toBe(pages[1]);
  const told = await letters.to(owner.email, 'Có người vừa đăng ký');
  expect(told.text).not.toContain(taker.username);
  expect(told.links.every(to => to.startsWith(server.url))).toBe(true);
});
