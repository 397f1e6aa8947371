// Seeing and correcting the seven items. (MC-1.1b, MC-4.1, MC-4.2)
import { expect, follow, heading, join, password, press, pressInVain, pressUnsent, refusal, saysAt, scripted, somebody, sound, test, visit, ward } from '../fixtures';
import { startServer } from '../support/server';
import type { Page } from '@playwright/test';

const field = (page: Page, name: string) => page.getByRole('textbox', { name });
const province = (page: Page) => page.getByRole('combobox', { name: 'Tỉnh, thành phố' });

/** Fills in every item that is not needed, and leaves the page with all of them saved. */
async function giveEverything(page: Page): Promise<void> {
  await visit(page, '/profile');
  await page.getByRole('radio', { name: 'Nữ' }).check();
  await field(page, 'Số điện thoại di động').fill('+84 (0)905 123 456');
  await province(page).selectOption({ label: 'Thành phố Đà Nẵng' });
  await ward(page).fill('hai chau');
  await field(page, 'Số nhà, đường').fill('12/5 Bạch Đằng');
  await field(page, 'Số định danh').fill('048 198 001 234');
  await press(page, 'Lưu thay đổi');
}

test('a member corrects all seven items and finds each of them in the history', async ({ page, member }) => {
  await visit(page, '/profile');
  await expect(field(page, 'Họ và tên')).toHaveValue(member.fullName);
  await sound(page);
  await field(page, 'Họ và tên').fill("  Hoà Thị   H'Nguyệt ");
  await field(page, 'Ngày sinh').fill('6-1-1998');
  await field(page, 'Email').fill(`moi.${member.email}`);
  await press(page, 'Lưu thay đổi');
  await giveEverything(page);
  await expect(field(page, 'Họ và tên')).toHaveValue("Hoà Thị H'Nguyệt");
  await expect(field(page, 'Ngày sinh')).toHaveValue('06/01/1998');
  await expect(page.getByRole('radio', { name: 'Nữ' })).toBeChecked();
  await expect(field(page, 'Số điện thoại di động')).toHaveValue('0905 123 456');
  await expect(ward(page), 'typed without accents').toHaveValue('Phường Hải Châu');
  await expect(field(page, 'Số nhà, đường')).toHaveValue('12/5 Bạch Đằng');
  await expect(page.getByText('048•••••••34')).toBeVisible();
  await expect(field(page, 'Số định danh'), 'the number itself is never filled in').toHaveValue('');
  await sound(page);
  await visit(page, '/activity');
  const history = page.getByRole('main');
  for (const item of ['họ và tên', 'ngày sinh', 'giới tính', 'số điện thoại', 'địa chỉ', 'số định danh']) {
    await expect(history).toContainText(new RegExp(`Sửa hồ sơ: [^.]*${item}`));
  }
  await expect(history).toContainText('Yêu cầu đổi email, chờ xác nhận');
  await expect(history, 'the history says that, never what').not.toContainText('0905');
  await sound(page);
});

test('each optional item is cleared with one press', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await giveEverything(page);
  for (const item of ['giới tính', 'số điện thoại', 'địa chỉ', 'số định danh']) {
    await press(page, `Xóa ${item}`);
    await expect(page).toHaveURL('/profile');
  }
  await expect(page.getByRole('button', { name: /^Xóa / })).toHaveCount(0);
  await expect(page.getByRole('radio', { name: 'Không nói' })).toBeChecked();
  await expect(field(page, 'Số điện thoại di động')).toHaveValue('');
  await expect(ward(page)).toHaveValue('');
  await expect(page.getByText('048•••••••34')).toHaveCount(0);
  await visit(page, '/activity');
  await expect(page.getByText(/Xóa khỏi hồ sơ/)).toHaveCount(4);
});

test('clearing one item keeps what else was typed', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await giveEverything(page);
  await field(page, 'Số nhà, đường').fill('12 Bạch Đằng');
  await press(page, 'Xóa số điện thoại');
  await expect(page).toHaveURL('/profile');
  await expect(field(page, 'Số điện thoại di động')).toHaveValue('');
  await expect(field(page, 'Số nhà, đường')).toHaveValue('12 Bạch Đằng');
  await expect(page.getByText('Chưa lưu.', { exact: false })).toBeVisible();
  await sound(page);
});

test('an emptied optional field is cleared by saving, too', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await giveEverything(page);
  await field(page, 'Số điện thoại di động').fill('');
  await province(page).selectOption({ label: 'Chưa chọn' });
  await ward(page).fill('');
  await field(page, 'Số nhà, đường').fill('');
  await press(page, 'Lưu thay đổi');
  await expect(field(page, 'Số điện thoại di động')).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Xóa địa chỉ' })).toHaveCount(0);
  await expect(page.getByText('048•••••••34'), 'an empty field keeps the number').toBeVisible();
});

test('wrong values stay as they were typed, and each field says what is wrong', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  const wrong = [
    ['Họ và tên', 'Nguyễn <3>', /Họ và tên có/],
    ['Ngày sinh', '30/02/1998', /không có trong lịch/],
    ['Email', 'nguyet@', /Địa chỉ email chưa đúng/],
    ['Số điện thoại di động', '0236 3650650', /số máy bàn/],
    ['Số định danh', '201234567', /CMND 9 số/],
  ] as const;
  for (const [name, typed] of wrong) await field(page, name).fill(typed);
  await pressUnsent(page, 'Lưu thay đổi');
  for (const [name, typed, sentence] of wrong) {
    await saysAt(field(page, name), sentence);
    await expect(field(page, name)).toHaveValue(typed);
  }
  await sound(page);
  await visit(page, '/profile');
  await expect(refusal(page), 'said once, then gone').toBeHidden();
  await expect(field(page, 'Họ và tên')).toHaveValue(member.fullName);
});

test('a bank card number is refused by name and not kept', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  await field(page, 'Họ và tên').fill('4111 1111 1111 1111');
  await pressUnsent(page, 'Lưu thay đổi');
  await saysAt(field(page, 'Họ và tên'), /không lưu số thẻ/);
});

test('the year alone is enough for a birth date', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  await field(page, 'Ngày sinh').fill('1997');
  await press(page, 'Lưu thay đổi');
  await expect(field(page, 'Ngày sinh')).toHaveValue('1997');
});

test('a ward of another province is refused at its field; the right one is found without accents', async ({ page, member, watch }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  await province(page).selectOption({ label: 'Thành phố Hà Nội' });
  await ward(page).fill('Phường Hải Châu');
  await pressInVain(page, 'Lưu thay đổi', watch);
  await saysAt(ward(page), /phường, xã/i);
  await expect(ward(page)).toHaveValue('Phường Hải Châu');
  await expect(province(page)).toHaveValue('01');
  await sound(page);
  await province(page).selectOption({ label: 'Thành phố Đà Nẵng' });
  if (scripted()) {
    await ward(page).fill('hoa cuong');
    await page.getByRole('option', { name: 'Phường Hòa Cường' }).click();
    await expect(ward(page)).toHaveValue('Phường Hòa Cường');
  } else {
    await ward(page).fill('hoa cuong');
  }
  await press(page, 'Lưu thay đổi');
  await expect(ward(page)).toHaveValue('Phường Hòa Cường');
});

test('who knows the district is told which ward has its name today', async ({ page, member, watch }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  await province(page).selectOption({ label: 'Thành phố Đà Nẵng' });
  await ward(page).fill('Quận Hải Châu');
  if (scripted()) {
    await page.getByRole('option', { name: 'Phường Hải Châu' }).click();
  } else {
    await pressInVain(page, 'Lưu thay đổi', watch);
    await expect(page.getByText('Hiện nay mang tên đó: Phường Hải Châu.')).toBeVisible();
    await sound(page);
    await ward(page).fill('Phường Hải Châu');
  }
  await press(page, 'Lưu thay đổi');
  await expect(ward(page)).toHaveValue('Phường Hải Châu');
});

test('a number that does not fit gender or year asks once, and is taken when the member says it is theirs', async ({ page, member, watch }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  await page.getByRole('radio', { name: 'Nữ' }).check();
  await field(page, 'Số định danh').fill('048098001234');
  await pressInVain(page, 'Lưu thay đổi', watch);
  await saysAt(field(page, 'Số định danh'), /không khớp với giới tính/);
  await sound(page);
  await page.getByRole('checkbox', { name: /đúng như trên thẻ của tôi/ }).check();
  await press(page, 'Lưu thay đổi');
  await expect(page.getByText('048•••••••34')).toBeVisible();
});

test('the whole ID number is shown after the password, and the look is in the history', async ({ page, member }) => {
  await giveEverything(page);
  await follow(page, 'Xem số đầy đủ');
  await expect(heading(page, 'Nhập lại mật khẩu')).toBeVisible();
  await password(page).fill(member.password);
  await press(page, 'Tiếp tục');
  await expect(page.getByText('048198001234')).toBeVisible();
  await sound(page);
  await follow(page, 'Về hồ sơ');
  expect(await page.content()).not.toContain('048198001234');
  await visit(page, '/activity');
  await expect(page.getByText('Xem số định danh đầy đủ')).toBeVisible();
});

test('an old page does not undo a newer correction, and says so', async ({ page, context, member, watch }) => {
  // A name that nobody made up here has, or the newer page would correct nothing.
  const corrected = `${member.fullName} Hoà`;
  await visit(page, '/profile');
  const newer = await context.newPage();
  await visit(newer, '/profile');
  await field(newer, 'Họ và tên').fill(corrected);
  await press(newer, 'Lưu thay đổi');
  await newer.close();
  await field(page, 'Số điện thoại di động').fill('0905 123 456');
  await pressInVain(page, 'Lưu thay đổi', watch);
  await expect(refusal(page)).toContainText('Hồ sơ vừa được sửa ở nơi khác nên chưa lưu.');
  await expect(field(page, 'Số điện thoại di động'), 'what was typed stays').toHaveValue('0905 123 456');
  await sound(page);
  const later = await context.newPage();
  await visit(later, '/profile');
  await expect(field(later, 'Họ và tên')).toHaveValue(corrected);
  await expect(field(later, 'Số điện thoại di động')).toHaveValue('');
  await later.close();
  // As the sentence says: look through it, then save again.
  await field(page, 'Họ và tên').fill(corrected);
  await press(page, 'Lưu thay đổi');
  await expect(field(page, 'Họ và tên')).toHaveValue(corrected);
  await expect(field(page, 'Số điện thoại di động')).toHaveValue('0905 123 456');
});

test('beside each item stands why it is held and for how long', async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await visit(page, '/profile');
  const main = page.getByRole('main');
  for (const item of ['họ và tên', 'ngày sinh', 'giới tính', 'email', 'số điện thoại', 'địa chỉ', 'số định danh', 'tên đăng nhập']) {
    const note = main.getByRole('group').filter({ has: page.getByText(`: ${item}`, { exact: true }) }).last();
    await note.getByText('Vì sao giữ, dùng làm gì, giữ bao lâu').click();
    await expect(note.getByText('Giữ bao lâu:', { exact: true })).toBeVisible();
  }
  await sound(page);
});

test('long after the password, a new phone number asks for it first and nothing typed is lost', async ({ browser, watch }) => {
  const server = await startServer({ METIZ_SESSIONS_FRESH_MINUTES: '0' });
  const context = await browser.newContext({ baseURL: server.url });
  const person = somebody();
  await join(context.request, server.url, person);
  const page = await context.newPage();
  await visit(page, '/profile');
  await page.getByRole('textbox', { name: 'Số điện thoại di động' }).fill('0905123456');
  watch.expectRefusal();
  await press(page, 'Lưu thay đổi');
  await expect(page).toHaveURL(/\/password-again\?next=\/profile$/);
  await visit(page, '/profile');
  await expect(page.getByText('Chưa lưu. Những gì bạn nhập vẫn còn ở đây')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Số điện thoại di động' })).toHaveValue('0905123456');
  await sound(page);
  await context.close();
  await server.stop();
});
