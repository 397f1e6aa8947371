// What people do on a page, with or without script.
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { Person } from './people';
import type { Watch } from './watch';

/** Whether the browser of this project runs scripts. */
export const scripted = () => test.info().project.use.javaScriptEnabled !== false;

/** Opens a page of the site and waits until its forms are awake. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

/** Waits until the forms of the page are awake, where there are forms and a script that wakes them. */
export async function awake(page: Page): Promise<void> {
  if (scripted() && (await page.locator('leptos-island').count()) > 0) {
    await expect(page.locator('html')).toHaveAttribute('data-hydrated', '');
  }
}

/** Whatever leads to another page, or to this one anew: does it and waits until that page is awake. */
export async function led(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForEvent('load', { timeout: 15_000 }), act()]);
  await awake(page);
}

/** The button with exactly this name in the page's content; the frame around it has a few buttons of its own. */
export const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true });

/** Presses a button that does what it says. */
export const press = (page: Page, name: string) => led(page, () => button(page, name).click());

/** Follows a link in the page's content. */
export const follow = (page: Page, name: string) =>
  led(page, () => page.getByRole('main').getByRole('link', { name, exact: true }).click());

/** What a page says about a form that was not accepted. */
export const refusal = (page: Page) => page.getByRole('group', { name: 'Có điều cần xem lại' });

/** Presses a button whose form the server will not accept, and waits for what it says. */
export async function pressInVain(page: Page, name: string, watch: Watch): Promise<void> {
  watch.expectRefusal();
  await pressUnsent(page, name);
}

/** The same where the browser's own check already refuses, so that with script nothing is sent. */
export async function pressUnsent(page: Page, name: string): Promise<void> {
  if (scripted()) await button(page, name).click();
  else await press(page, name);
  await expect(refusal(page)).toBeVisible();
  await expect(refusal(page)).toBeFocused();
}

export const password = (page: Page) => page.getByRole('textbox', { name: 'Mật khẩu', exact: true });

/** The field for a ward: with script it offers names while one types. */
export const ward = (page: Page) =>
  page.getByRole(scripted() ? 'combobox' : 'textbox', { name: 'Phường, xã, đặc khu' });

/** Fills in the form for joining. */
export async function fillJoining(page: Page, person: Person): Promise<void> {
  await page.getByRole('textbox', { name: 'Tên đăng nhập' }).fill(person.username);
  await password(page).fill(person.password);
  await page.getByRole('textbox', { name: 'Họ và tên' }).fill(person.fullName);
  await page.getByRole('textbox', { name: 'Ngày sinh' }).fill(person.birthDate);
  await page.getByRole('textbox', { name: 'Email' }).fill(person.email);
}

/** Signs in on the page of signing in. */
export async function signIn(page: Page, name: string, secret: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Tên đăng nhập hoặc email' }).fill(name);
  await password(page).fill(secret);
  await press(page, 'Đăng nhập');
}

/** Opens the page of signing in and signs in. */
export async function comeIn(page: Page, person: Person): Promise<void> {
  await visit(page, '/sign-in');
  await signIn(page, person.username, person.password);
}

/** The field says what is wrong with it, to whoever sees it and to whoever hears it. */
export async function saysAt(field: Locator, sentence: string | RegExp): Promise<void> {
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(sentence);
}

/** The heading that says which page this is. */
export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
