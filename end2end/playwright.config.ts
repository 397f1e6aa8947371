// The stories run against the release server that bin/build made. Each worker starts a server of its own on a free port,
// with its own database, keys and letters (support/server.ts), so that no story meets the members of another worker.
import { defineConfig, devices } from '@playwright/test';
import { launchOptions } from './support/browser.mjs';

// The smallest phone we promise to serve, and nothing that only makes pictures larger.
const phone = { ...devices['Pixel 7'], viewport: { width: 360, height: 740 }, screen: { width: 360, height: 740 }, deviceScaleFactor: 1 };
const desktop = devices['Desktop Chrome'];

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    actionTimeout: 15_000,
    // A trace of every step takes a sixth of the time and is thrown away when all goes well. What stood on the page is kept anyway;
    // whoever needs more tells the one story again, with `--trace on`.
    trace: 'off',
    screenshot: 'only-on-failure',
    serviceWorkers: 'block',
    launchOptions,
  },
  projects: [
    // Other systems have no screen.
    { name: 'other systems', use: desktop, testMatch: 'interface.spec.ts' },
    { name: 'phone', use: phone, testIgnore: ['interface.spec.ts'] },
    // Bytes, layout shifts and the waking up of forms are about the script; there is none here.
    { name: 'phone without script', use: { ...phone, javaScriptEnabled: false }, testIgnore: ['budgets.spec.ts', 'interface.spec.ts', 'script.spec.ts'] },
    { name: 'desktop', use: desktop, testIgnore: ['budgets.spec.ts', 'interface.spec.ts', 'probe.spec.ts'] },
    { name: 'forced colours', use: { ...desktop, forcedColors: 'active' }, testIgnore: ['budgets.spec.ts', 'interface.spec.ts', 'probe.spec.ts', 'script.spec.ts'] },
  ],
});
