// First and largest paint on a slow phone, on the release build: `node phone-paint.mjs` prints a Markdown table. Run by
// bin/bench. Each visit has an empty cache; the figure is the median of seven, the range is beside it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, devices } from '@playwright/test';
import { launchOptions } from './support/browser.mjs';

const VISITS = 7;
const GOAL_MS = 600;
// Lighthouse's slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms to the server and back; a processor four times slower.
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER = 4;
const PAGES = [
  { path: '/', who: 'a visitor' },
  { path: '/sign-up', who: 'a visitor' },
  { path: '/policy', who: 'a visitor' },
  { path: '/', who: 'a member' },
  { path: '/profile', who: 'a member' },
  { path: '/consent', who: 'a member' },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'metiz-paint-'));
const server = spawn(join(root, 'target/release/server'), ['serve'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'ignore'],
  env: {
    PATH: process.env.PATH,
    METIZ_LISTEN: '127.0.0.1:0',
    METIZ_SITE: join(root, 'target/site'),
    METIZ_DATABASE: `sqlite:${join(folder, 'members.db')}`,
    METIZ_KEYS: join(folder, 'keys'),
    METIZ_LETTERS_FOLDER: join(folder, 'letters'),
  },
});
const browser = await chromium.launch(launchOptions);

/** The address the server says it serves. */
async function announced() {
  for (let printed = ''; ; ) {
    const [words] = await Promise.race([once(server.stdout, 'data'), once(server, 'exit').then(() => [])]);
    if (!words) throw new Error('The server did not start.');
    const url = /http:\/\/[\w.]+:\d+/.exec((printed += words))?.[0];
    if (url) return url;
  }
}

/** The cookies of somebody who has just joined. */
async function joined(url) {
  const context = await browser.newContext();
  const answer = await context.request.post(`${url}/act/sign-up/join`, {
    form: { username: 'paint', password: 'mua hoa dai trang 27', full_name: 'Nguyễn Thị Minh', birth_date: '02/01/1990', email: 'paint@example.com' },
    headers: { Origin: url, Accept: 'application/json' },
  });
  if (!answer.ok()) throw new Error(`Joining answered ${answer.status()}: ${await answer.text()}`);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Milliseconds from the navigation to both paints. */
async function visit(url, storageState) {
  const context = await browser.newContext({ ...devices['Pixel 7'], locale: 'vi-VN', storageState });
  const page = await context.newPage();
  const phone = await context.newCDPSession(page);
  await phone.send('Network.enable');
  await phone.send('Network.emulateNetworkConditions', NETWORK);
  await phone.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(() => {
    globalThis.paints = {};
    for (const type of ['paint', 'largest-contentful-paint']) {
      new PerformanceObserver(list => list.getEntries().forEach(({ name, startTime }) => (globalThis.paints[name || type] = startTime)))
        .observe({ type, buffered: true });
    }
  });
  const answer = await page.goto(url, { waitUntil: 'networkidle' });
  if (answer?.status() !== 200 || new URL(page.url()).pathname !== new URL(url).pathname) throw new Error(`${url} is not shown.`);
  // On a busy machine the network can be idle before anything was painted.
  await page.waitForFunction(() => globalThis.paints['largest-contentful-paint'] !== undefined);
  const paints = await page.evaluate(() => globalThis.paints);
  await context.close();
  return { first: paints['first-contentful-paint'], largest: paints['largest-contentful-paint'] };
}

const shown = times => {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { median, text: `${Math.round(median)} ms (${Math.round(sorted[0])}–${Math.round(sorted.at(-1))})` };
};

try {
  const url = await announced();
  const member = await joined(url);
  console.log(`| Page on a slow phone (${NETWORK.latency} ms, 1.6 Mbit/s, processor ÷ ${SLOWER}) | First paint | Largest paint | Goal |\n|---|---|---|---|`);
  for (const { path, who } of PAGES) {
    const visits = [];
    for (let number = 0; number < VISITS; number += 1) visits.push(await visit(url + path, who === 'a member' ? member : undefined));
    const [first, largest] = [shown(visits.map(({ first }) => first)), shown(visits.map(({ largest }) => largest))];
    console.log(`| \`${path}\`, ${who} | ${first.text} | ${largest.text} | ≤ ${GOAL_MS} ms |`);
  }
} finally {
  await browser.close();
  const gone = once(server, 'exit');
  if (server.kill('SIGTERM')) await gone;
  await rm(folder, { recursive: true, force: true });
}
