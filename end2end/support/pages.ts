// Every page of the site, as the router has them: server/tests/pages.rs writes pages.json and fails when a page is not in it.
import { readFileSync } from 'node:fs';
import { expect, type APIRequestContext } from '@playwright/test';
import type { Letters } from './letters';
import { confirm, type Person } from './people';
import type { Server } from './server';

interface Listed {
  template: string;
  door: 'anyone' | 'whoever has the code' | 'a member' | 'a member, even leaving';
}

const LISTED = JSON.parse(readFileSync(new URL('../pages.json', import.meta.url), 'utf8')) as Listed[];

export type Visitor = 'a visitor' | 'a member';
export const VISITORS: Visitor[] = ['a visitor', 'a member'];

/** Where a page is found by somebody who has just joined; the others are where their template says. */
const ADDRESSES: Record<string, string> = {
  '/sign-in': '/sign-in?next=/profile',
  '/password-again': '/password-again?next=/profile',
  '/policy/{version}': '/policy/1',
  // No letter has this code: the page says that the link is over.
  '/email/undo/{code}': `/email/undo/${'A'.repeat(43)}`,
  '/email/confirm/{code}': `/email/confirm/${'A'.repeat(43)}`,
  '/recovery/{code}': `/recovery/${'A'.repeat(43)}`,
  '/unsubscribe/{code}': `/unsubscribe/${'A'.repeat(43)}`,
  '/consent/receipts/{seq}': '/consent/receipts/1',
};

/** What other stories look at, because it takes more than somebody who has just joined. */
const ELSEWHERE: Record<string, string> = {
  '/policy/compare/{before}/{after}': 'policy_versions.spec.ts: there is one version here',
};

/** The addresses of all pages this visitor may see; `own`: links of letters, by their template. */
export function pages(who: Visitor, own: Record<string, string> = {}): string[] {
  return LISTED.filter(({ template, door }) => !(template in ELSEWHERE) && (who === 'a member' || door === 'anyone' || door === 'whoever has the code')).map(
    ({ template }) => {
      const address = own[template] ?? ADDRESSES[template] ?? template;
      if (address.includes('{')) throw new Error(`${template} is new: say in support/pages.ts at which address a story finds it`);
      return address;
    },
  );
}

/** Living links of letters: the one that confirms the address is for the member, the one for a new password for anybody. */
export async function links(who: Visitor, member: Person, request: APIRequestContext, server: Server, letters: Letters): Promise<Record<string, string>> {
  const path = (link: string) => new URL(link).pathname;
  const confirming = (await letters.to(member.email, 'Xác nhận')).links[0]!;
  if (who === 'a member') return { '/email/confirm/{code}': path(confirming) };
  await confirm(request, server.url, confirming);
  const asked = await request.post(`${server.url}/act/recovery/password`, {
    form: { username: member.username },
    headers: { Origin: server.url, Accept: 'text/html' },
    maxRedirects: 0,
  });
  expect(asked.headers().location, 'a link is asked for').toBe('/recovery/sent');
  return { '/recovery/{code}': path((await letters.to(member.email, 'Đặt lại mật khẩu')).links[0]!) };
}

/** A first decision, so that there is a receipt. */
export async function decide(request: APIRequestContext, server: Server): Promise<void> {
  const answer = await request.post(`${server.url}/act/consent/decide`, {
    form: { purpose: 'promotions', channel: 'email', decision: 'grant', wording: '1' },
    headers: { Origin: server.url, Accept: 'application/json' },
  });
  expect(answer.status(), 'a decision is made').toBe(200);
}
