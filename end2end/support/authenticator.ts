// An authenticator app: what a phone would show for a key (RFC 6238).
import { createHmac } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { led, press, visit } from './steps';

const STEP_MS = 30_000;

/** The code for this key, so many steps from now. */
export function codeOf(key: string, steps = 0): string {
  const bits = [...key.replace(/\s/g, '')].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g)!.map(byte => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + steps));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const at = hash[19]! & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A code that is none of now. */
export const wrongCode = (key: string) =>
  ['000000', '111111', '222222', '333333'].find(code => ![-1, 0, 1, 2].some(step => codeOf(key, step) === code))!;

export interface Guarded {
  /** The key, as the page shows it. */
  key: string;
  /** The recovery codes. */
  codes: string[];
}

/** Sets up an authenticator on the pages of a member who has just given their password. */
export async function setUp(page: Page): Promise<Guarded> {
  await visit(page, '/security/authenticator');
  await press(page, 'Bắt đầu');
  const key = (await page.locator('.key__text').textContent())!;
  await page.getByRole('textbox', { name: 'Mã 6 chữ số' }).fill(codeOf(key));
  await press(page, 'Bật');
  await expect(page.getByRole('heading', { level: 1, name: 'Mã dự phòng' })).toBeVisible();
  const codes = await page.locator('.codes code').allTextContents();
  return { key, codes };
}

/** The field for a code beside or after a password. */
export const code = (page: Page) => page.getByRole('textbox', { name: 'Mã xác thực' });

export { led };
