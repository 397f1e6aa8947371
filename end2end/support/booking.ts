// The booking site: another system with a key, which hands in what members paid for.
import { expect, type APIRequestContext, type Page } from '@playwright/test';
import type { Server } from './server';
import { visit } from './steps';

/** Makes a key as the operator does, on the machine itself, while the server runs. */
export async function bookingKey(server: Server, name = 'booking-site', scope = 'orders:write'): Promise<string> {
  const said = await server.command('api-key', 'create', '--name', name, '--scope', scope);
  return said.trim().split('\n').at(-1)!;
}

/** The number the member would give to the box office. */
export async function memberNumber(page: Page): Promise<string> {
  await visit(page, '/profile');
  const shown = await page.getByText(/^Mã thành viên: /).innerText();
  return shown.replace(/^Mã thành viên:\s*/, '');
}

/** An order paid ten minutes ago, for a showing tomorrow. */
export function paidOrder(member: string, number: string) {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  return {
    number,
    member,
    status: 'paid',
    paid_at: at(-10),
    film: 'Mưa đỏ',
    age_class: 'T13',
    showing_at: at(24 * 60),
    cinema: 'Metiz Cinema Đà Nẵng',
    hall: 'Phòng 3',
    seats: ['E7', 'E8'],
    total: 150_000,
    vat: 11_111,
    payment_partner: 'VNPAY',
    payment_reference: '14523698',
  };
}

let calls = 0;

/** Hands orders in; answers the status and what came back. */
export async function handIn(request: APIRequestContext, server: Server, key: string, orders: unknown[]) {
  const answer = await request.post(`${server.url}/api/v1/orders`, {
    data: { orders },
    headers: { Authorization: `Bearer ${key}`, 'Idempotency-Key': `call-${++calls}` },
  });
  return { status: answer.status(), text: await answer.text() };
}

/** Hands one order in, which has to be taken. */
export async function taken(request: APIRequestContext, server: Server, key: string, order: unknown): Promise<void> {
  const { status, text } = await handIn(request, server, key, [order]);
  expect([status, text]).toEqual([200, '{"orders":[{"outcome":"recorded"}]}']);
}
