// What holds for every page in every state: readable for everybody, in both themes, at 320 px, with any finger.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { RunOptions } from 'axe-core';
import { expect, test, type Page } from '@playwright/test';
import { scripted } from './steps';

/** The small one: it goes to every page anew. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What is in order is not listed: the list is longer than the page, and takes longer than the look. */
const BRIEFLY: RunOptions = { resultTypes: ['violations'], selectors: false };
const WCAG: RunOptions = { ...BRIEFLY, runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } };
/** The rules of these that look at colours. Themes differ in nothing else, so no other rule could find anything new. */
const COLOURS: RunOptions = { ...BRIEFLY, runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };
/** WCAG 2.2, 2.5.8; buttons: our own, for thumbs. */
const LEAST = { target: 24, button: 48 };

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** Fails unless the page as it stands is sound. */
export async function sound(page: Page): Promise<void> {
  await test.step(`sound: ${new URL(page.url()).pathname}`, async () => {
    await withScripts(page, async () => {
      expect(await violations(page, WCAG), 'axe').toEqual([]);
      if (!twoThemes()) return;
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, COLOURS), 'axe, dark').toEqual([]);
      await page.emulateMedia({ colorScheme: null });
    });
    expect(await smallTargets(page), 'targets that are too small').toEqual([]);
    expect(await tooWide(page), 'what is wider than 320 px').toEqual([]);
  });
}

/** The colours of the dark theme are looked at on the phone: they are the same ones without script and on a desktop, and in forced colours the reader's. */
const twoThemes = () => test.info().project.name === 'phone';

async function violations(page: Page, rules: RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return await page.evaluate(async options => {
    const { violations } = await window.axe.run(options);
    return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  }, rules);
}

/**
 * axe needs timers, which do not run where scripts are off: they are let in while it looks. The scripts of the page itself
 * stay away, because they were not loaded with it.
 */
async function withScripts<T>(page: Page, work: () => Promise<T>): Promise<T> {
  if (scripted()) return await work();
  const devtools = await page.context().newCDPSession(page);
  // Off once more first: a new session believes that they are on and would do nothing.
  for (const value of [true, false]) await devtools.send('Emulation.setScriptExecutionDisabled', { value });
  try {
    return await work();
  } finally {
    await devtools.send('Emulation.setScriptExecutionDisabled', { value: true });
    await devtools.detach();
  }
}

const smallTargets = (page: Page) =>
  page.evaluate(least => {
    const small: string[] = [];
    for (const one of document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      const ticks = one instanceof HTMLInputElement && ['checkbox', 'radio'].includes(one.type);
      const { width, height } = ((ticks && one.closest('label')) || one).getBoundingClientRect();
      // Hidden, or for the password manager only.
      if (!one.checkVisibility({ visibilityProperty: true }) || one.ariaHidden || width * height <= 1) continue;
      // A link inside a sentence is as high as the sentence (2.5.8, "inline").
      const inline = one instanceof HTMLAnchorElement && getComputedStyle(one).display === 'inline' && one.closest('p, li, dd, td, h2');
      const needed = one instanceof HTMLButtonElement || one.classList.contains('button') ? least.button : least.target;
      if (!inline && height < needed - 0.5) small.push(`${one.outerHTML.slice(0, 120)} is ${height} px high`);
    }
    return small;
  }, LEAST);

async function tooWide(page: Page): Promise<string[]> {
  const usual = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: usual.height });
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth && clientWidth <= 320) return [];
    const culprits = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > 321);
    return [`page ${scrollWidth} of ${clientWidth} px`, ...culprits.slice(0, 3).map(one => one.outerHTML.slice(0, 120))];
  });
  await page.setViewportSize(usual);
  return wide;
}
