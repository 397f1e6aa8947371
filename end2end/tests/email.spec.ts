// Confirming an address and changing it, by letter.
import { awake, comeIn, confirm, expect, heading, join, password, press, pressInVain, refusal, somebody, signIn, sound, test, visit } from '../fixtures';

test('opening the link changes nothing; pressing the button confirms the address, once', async ({ page, anotherDevice, letters, member, server }) => {
  const link = (await letters.to(member.email, 'Xác nhận')).links[0]!;
  expect(link.startsWith(`${server.url}/email/confirm/`)).toBe(true);
  // A mail scanner opens it, too.
  const scanner = await anotherDevice();
  await visit(scanner, link);
  await sound(scanner);
  await visit(page, '/profile');
  await expect(page.getByText('Chưa xác nhận.')).toBeVisible();

  await visit(page, link);
  await press(page, 'Xác nhận');
  await expect(page).toHaveURL('/profile');
  await expect(page.getByText('Đã xác nhận.')).toBeVisible();
  await visit(page, '/');
  await expect(page.getByText('Email của bạn chưa được xác nhận.')).toHaveCount(0);

  await visit(page, link);
  await expect(heading(page, 'Liên kết không còn hiệu lực')).toBeVisible();
  await sound(page);
  await visit(page, '/activity');
  await expect(page.getByText(/^Xác nhận email/)).toHaveCount(1);
});

test('a device that is not signed in learns nothing about the account, signs in, and confirms', async ({ page, letters, elsewhere, server }) => {
  const person = somebody();
  await join(elsewhere, server.url, person);
  await visit(page, (await letters.to(person.email, 'Xác nhận')).links[0]!);
  await expect(heading(page, 'Xác nhận email')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Xác nhận' })).toHaveCount(0);
  expect(await page.content()).not.toContain(person.username);
  await sound(page);
  await page.getByRole('main').getByRole('link', { name: 'Đăng nhập' }).click();
  await awake(page);
  await signIn(page, person.username, person.password);
  await press(page, 'Xác nhận');
  await expect(page.getByText('Đã xác nhận.')).toBeVisible();
});

test('the letter of somebody else\'s account confirms nothing, whoever is signed in', async ({ page, letters, elsewhere, member, server }) => {
  const stranger = { ...somebody(), email: `la.${member.email}` };
  await join(elsewhere, server.url, stranger);
  await visit(page, (await letters.to(stranger.email, 'Xác nhận')).links[0]!);
  await expect(page.getByText('Liên kết này thuộc một tài khoản khác')).toBeVisible();
  expect(await page.content()).not.toContain(stranger.username);
  await sound(page);
});

test('a page whose link was used meanwhile says so', async ({ page, context, letters, member, watch }) => {
  const link = (await letters.to(member.email, 'Xác nhận')).links[0]!;
  await visit(page, link);
  const second = await context.newPage();
  await visit(second, link);
  await press(second, 'Xác nhận');
  watch.expectRefusal();
  await page.getByRole('button', { name: 'Xác nhận' }).click();
  await expect(page.getByText(/Liên kết (này đã được dùng|đã dùng rồi)/)).toBeVisible();
  await sound(page);
});

test('an address that two accounts gave belongs to the one that confirms it first; the other is told', async ({ page, letters, elsewhere, member, server, watch }) => {
  const first = (await letters.to(member.email, 'Xác nhận')).links[0]!;
  const second = { ...somebody(), email: member.email };
  await join(elsewhere, server.url, second);
  await expect.poll(async () => (await letters.sentTo(member.email)).length, { timeout: 20_000 }).toBe(2);
  const late = (await letters.sentTo(member.email)).map(letter => letter.links[0]!).find(link => link !== first);
  await confirm(elsewhere, server.url, late!);
  await visit(page, first);
  watch.expectRefusal();
  await page.getByRole('button', { name: 'Xác nhận' }).click();
  await expect(page.getByText('Địa chỉ này đã được xác nhận cho một tài khoản khác.')).toBeVisible();
  await sound(page);
});

test('a made-up link leads to the sentence about old links', async ({ page }) => {
  await visit(page, '/email/confirm/khong-co-ma-nay');
  await expect(heading(page, 'Liên kết không còn hiệu lực')).toBeVisible();
});

test('the letter is sent again on request, and the newest link counts', async ({ page, letters, member, watch }) => {
  await letters.to(member.email, 'Xác nhận');
  await visit(page, '/profile');
  await press(page, 'Gửi lại thư xác nhận');
  await expect(page).toHaveURL('/profile');
  await expect.poll(async () => (await letters.sentTo(member.email)).length, { timeout: 20_000 }).toBe(2);
  const links = (await letters.sentTo(member.email)).map(letter => letter.links[0]!);
  const works = async (link: string) => {
    await page.goto(link);
    await awake(page);
    return (await page.getByRole('main').getByRole('button', { name: 'Xác nhận' }).count()) === 1;
  };
  const working = [];
  for (const link of links) if (await works(link)) working.push(link);
  expect(working).toHaveLength(1);
  await visit(page, working[0]!);
  await press(page, 'Xác nhận');
  await expect(page.getByText('Đã xác nhận.')).toBeVisible();
  expect(watch.found()).toEqual([]);
});

test('a new address counts only after its letter was answered; the old one is told twice', async ({ page, letters, member, anotherDevice, watch }) => {
  await visit(page, (await letters.to(member.email, 'Xác nhận')).links[0]!);
  await press(page, 'Xác nhận');
  const fresh = `moi.${member.email}`;
  await page.getByRole('textbox', { name: 'Email' }).fill(fresh);
  await press(page, 'Lưu thay đổi');
  await expect(page.getByText(`Đang chờ xác nhận ${fresh}. Trước khi bạn xác nhận, địa chỉ cũ vẫn được dùng.`)).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue(member.email);
  await sound(page);
  expect((await letters.to(member.email, 'Yêu cầu đổi địa chỉ email')).text, 'the old address does not learn the new one').not.toContain(fresh);

  const other = await anotherDevice();
  await visit(other, '/sign-in');
  await other.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' }).fill(fresh);
  await password(other).fill(member.password);
  await pressInVain(other, 'Đăng nhập', watch);
  await expect(refusal(other)).toContainText('không đúng');

  await visit(page, (await letters.to(fresh, 'Xác nhận địa chỉ email mới')).links[0]!);
  await press(page, 'Xác nhận');
  await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue(fresh);
  await letters.to(member.email, 'Địa chỉ email của tài khoản Metiz đã đổi');
  await comeIn(other, { ...member, username: fresh });
  await expect(heading(other, `Chào ${member.givenName}`)).toBeVisible();
});
