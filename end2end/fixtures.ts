// What every story starts from: a server of its own worker, a watched browser, letters, and people.
import { expect, test as base, type APIRequestContext, type Page } from '@playwright/test';
import { Letters } from './support/letters';
import { everybody, join, network, somebody, type Person } from './support/people';
import { startServer, type Server } from './support/server';
import { Watch } from './support/watch';

interface Story {
  /** Fails the story on anything that may happen in none. */
  watch: Watch;
  letters: Letters;
  /** Somebody who joined just now and is signed in in `page`. */
  member: Person;
  /** One more browser, on another network, watched like the first. */
  anotherDevice: () => Promise<Page>;
  /** Somebody else, elsewhere, who needs no browser. */
  elsewhere: APIRequestContext;
}

export const test = base.extend<Story, { server: Server }>({
  server: [
    async ({}, use) => served({}, use),
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  extraHTTPHeaders: async ({}, use) => use({ 'X-Forwarded-For': network() }),
  watch: async ({ server }, use) => {
    const watch = new Watch(server.url);
    await use(watch);
    expect(watch.found(), 'what may happen in no story').toEqual([]);
  },
  context: async ({ context, watch }, use) => {
    await watch.over(context);
    await use(context);
  },
  letters: async ({ server }, use) => use(new Letters(server.letters)),
  member: async ({ context, server }, use) => {
    const person = somebody();
    await join(context.request, server.url, person);
    await use(person);
  },
  anotherDevice: async ({ browser, watch }, use) => {
    const opened: Page[] = [];
    await use(async () => {
      const context = await browser.newContext({ extraHTTPHeaders: { 'X-Forwarded-For': network() } });
      await watch.over(context);
      const page = await context.newPage();
      opened.push(page);
      return page;
    });
    for (const page of opened) await page.context().close();
  },
  elsewhere: async ({ playwright }, use) => {
    const request = await playwright.request.newContext({ extraHTTPHeaders: { 'X-Forwarded-For': network() } });
    await use(request);
    await request.dispose();
  },
});

/** A server with these settings for as long as its stories go on; nothing may be in its log that a person typed. */
export async function served(settings: Record<string, string>, use: (server: Server) => Promise<void>): Promise<void> {
  const server = await startServer(settings);
  await use(server);
  await server.stop();
  expect(slips(server.log()), 'what the server wrote to its log').toEqual([]);
}

/** Lines of the log that must not be there: faults, and anything that a person typed. */
function slips(log: string): string[] {
  const typed = everybody.flatMap(({ username, email, fullName, password }) => [username, email, fullName, password]);
  return log.split('\n').filter(line => /panicked|\bERROR\b/.test(line) || typed.some(words => line.includes(words)));
}

export { expect };
export { join, confirm, somebody, type Person } from './support/people';
export * from './support/steps';
export { sound } from './support/sound';
