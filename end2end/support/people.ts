// Members who never lived. Names as people in Vietnam have them: accents, apostrophes, one word and five.
import { randomUUID } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { expect } from '@playwright/test';

export interface Person {
  username: string;
  password: string;
  fullName: string;
  /** What the pages call them: the last word of the name, unless the clan stands there. */
  givenName: string;
  birthDate: string;
  email: string;
}

const NAMES = [
  ['Đặng Thị Ánh Nguyệt', 'Nguyệt'],
  ["H'Mơ Niê", "H'Mơ"],
  ['Nguyễn Phúc Tôn Nữ Quỳnh Như', 'Như'],
  ['Y Bhăm Êban', 'Y Bhăm'],
  ['Lê Hoà', 'Hoà'],
  ["K'Brểu", "K'Brểu"],
  ['Trương Văn Ân', 'Ân'],
] as const;
/** Everybody this worker has made up: none of their words may be in the server's log. */
export const everybody: Person[] = [];
let networks = 0;

/** Somebody nobody has met. */
export function somebody(): Person {
  const [fullName, givenName] = NAMES[everybody.length % NAMES.length]!;
  const username = `nguoi.${randomUUID().slice(0, 8)}`;
  const person = {
    username,
    password: 'cơm gà phố cổ 27 sợi mì',
    fullName,
    givenName,
    birthDate: '05/11/1998',
    email: `${username}@example.com`,
  };
  everybody.push(person);
  return person;
}

/** A network nobody else is in, among those set aside for tests (RFC 2544). */
export const network = () => `198.18.${networks >> 8}.${networks++ & 255}`;

/** Joins by the form's own post, without its page: for stories that begin with a member. */
export async function join(request: APIRequestContext, url: string, person: Person): Promise<void> {
  const { username, password, fullName, birthDate, email } = person;
  const answer = await request.post(`${url}/act/sign-up/join`, {
    form: { username, password, full_name: fullName, birth_date: birthDate, email },
    headers: { Origin: url, Accept: 'text/html' },
    maxRedirects: 0,
  });
  expect([answer.status(), answer.headers().location], `${username} joins`).toEqual([303, '/']);
}

/** Confirms by the code of a letter's link. */
export async function confirm(request: APIRequestContext, url: string, link: string): Promise<void> {
  const answer = await request.post(`${url}/act/email/confirm`, {
    form: { code: link.split('/').at(-1)! },
    headers: { Origin: url, Accept: 'application/json' },
  });
  expect(answer.status(), 'the address is confirmed').toBe(200);
}
