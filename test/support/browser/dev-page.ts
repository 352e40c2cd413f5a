import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Locator, Page, Route } from 'playwright-core';
import { poll } from '../backends/wait.js';
import { Cli } from '../dev/cli.js';
import { launchChromium } from './chromium.js';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export interface Violation {
  id: string;
  nodes: string[];
}

/** A running `tracebridge dev` and a browser that looks at it. */
export class DevPage {
  #browser!: Browser;
  #cli!: Cli;
  #url!: string;
  /** Errors that the page wrote to its console, or that went uncaught; security policy violations are among them. */
  readonly errors: string[] = [];

  /** For the tests of a file: each finds a receiver that has nothing, and must leave a page without errors. */
  static forEachTest(): DevPage {
    const dev = new DevPage();
    beforeAll(() => dev.#start());
    afterAll(() => dev.close());
    beforeEach(() => dev.reset());
    afterEach(() => expect(dev.errors).toEqual([]));
    return dev;
  }

  static async start(...args: string[]): Promise<DevPage> {
    const dev = new DevPage();
    await dev.#start(...args);
    return dev;
  }

  async #start(...args: string[]): Promise<void> {
    this.#cli = new Cli('dev', '--port', '0', ...args);
    [this.#url, this.#browser] = await Promise.all([this.#cli.url(), launchChromium()]);
  }

  get url(): string {
    return this.#url;
  }

  /** Opens the page at a place (`#/logs`) and waits until it is live, and knows what the receiver has. */
  async open(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      // A connection that the test itself has cut is told there too, and answers that say 404.
      const text = message.text();
      if (message.type() === 'error' && !/ERR_|404/.test(text)) this.errors.push(text);
    });
    await page.goto(`${this.url}/${hash}`);
    await page.locator('#connection[data-state=live]').waitFor({ state: 'attached' });
    await page.locator('#footer', { hasText: 'received' }).waitFor({ state: 'attached' });
    return page;
  }

  /** Forgets all telemetry and closes all pages. */
  async reset(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
    await fetch(`${this.url}/api/telemetry`, { method: 'DELETE' });
    this.errors.length = 0;
  }

  /**
   * Holds back the answers to such requests that have the text: what came before it may still be asked for.
   * @returns when the receiver has given one, and what lets the page have them, and waits until it has
   */
  async hold(page: Page, pattern: string, text: string): Promise<[Promise<void>, () => Promise<void>]> {
    const answered = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const hold = async (route: Route) => {
      const response = await route.fetch();
      if ((await response.text()).includes(text)) {
        answered.resolve();
        await released.promise;
      }
      await route.fulfill({ response });
    };
    await page.route(pattern, hold);
    const release = async () => {
      const response = page.waitForResponse(async (each) => (await each.text()).includes(text));
      released.resolve();
      await response;
      await page.unroute(pattern);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    };
    return [answered.promise, release];
  }

  async stopReceiver(): Promise<void> {
    await this.#cli.end('SIGINT');
  }

  /** Starts a receiver anew on the same port. */
  async restartReceiver(): Promise<void> {
    this.#cli = new Cli('dev', '--port', new URL(this.url).port);
    await this.#cli.url();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.stopReceiver();
  }
}

/** What axe-core finds wrong by WCAG 2.2 A and AA and its best practices. */
export async function axeViolations(page: Page): Promise<Violation[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 200)) }));
  });
}

/** Asks until what is seen is what is expected: the page draws in its own time. */
export async function eventually<T>(see: () => Promise<T>, expected: NoInfer<T>): Promise<void> {
  const ask = async () => {
    expect(await see()).toEqual(expected);
    return true;
  };
  // The last look tells what was seen in its place.
  await poll(ask, { what: 'the page' }).catch(ask);
}

/** Texts of elements, trimmed. */
export async function texts(locator: Locator): Promise<string[]> {
  return (await locator.allInnerTexts()).map((text) => text.trim());
}
