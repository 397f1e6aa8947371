// What may happen in no story: an error in the console, a script that fails, a policy that is broken, a request that
// leaves the site, a server that breaks.
import type { BrowserContext } from '@playwright/test';

export class Watch {
  readonly problems: string[] = [];
  private refusals = 0;
  private allowed = 0;
  private offline = false;
  private readonly doors: string[];

  constructor(origin: string) {
    this.doors = [origin];
  }

  /** The story opens the site by this address, too. */
  passedBy(origin: string): void {
    this.doors.push(origin);
  }

  /** The story expects one more answer with a status of 4xx; Chromium writes a line about it. */
  expectRefusal(): void {
    this.allowed += 1;
  }

  /**
   * The story takes the network away; Chromium writes a line about each file that does not come, and one about the
   * transition to a page whose style is late.
   */
  expectNoNetwork(): void {
    this.offline = true;
  }

  /** What went wrong, in words; the lines about refusals only where there are more than the story expects. */
  found(): string[] {
    return this.refusals > this.allowed ? [...this.problems, `${this.refusals} refusals, ${this.allowed} expected`] : this.problems;
  }

  async over(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', event => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.on('console', message => {
      if (message.type() !== 'error') return;
      if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) this.refusals += 1;
      else if (this.offline && message.text().startsWith('Failed to load resource: net::ERR_')) return;
      else this.problems.push(`console: ${message.text()}`);
    });
    context.on('weberror', failed => {
      const words = String(failed.error());
      if (!(this.offline && words.includes('ViewTransition'))) this.problems.push(`script: ${words}`);
    });
    context.on('dialog', dialog => {
      this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('request', request => {
      const url = request.url();
      if (!this.doors.some(door => url.startsWith(`${door}/`)) && !/^(data|about|blob):/.test(url)) this.problems.push(`leaves the site: ${url}`);
    });
    context.on('response', response => {
      if (response.status() >= 500) this.problems.push(`${response.status()} from ${response.url()}`);
    });
  }
}
