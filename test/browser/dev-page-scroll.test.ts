import type { Page } from 'playwright-core';
import { DevPage, eventually, texts } from '../support/browser/dev-page.js';
import { NOON, newTraceId, send, tracesBody, wideTrace } from '../support/dev/otlp-json.js';

jest.setTimeout(60_000);

/** What each step of scrolling brings into view, in rows, and how many of them. */
const STEP_ROWS = 10;
const STEPS = 16;

const dev = DevPage.forEachTest();

interface Counts {
  rows: number;
}

/** Counts elements of rows that are put into the list from now on, also those that are put in again. */
async function countRows(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counts: Counts = { rows: 0 };
    Object.assign(globalThis, { counts });
    const observer = new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes)
          if (node instanceof HTMLElement && node.matches('.row:not(.coming)')) counts.rows += 1;
    });
    for (const list of document.querySelectorAll('.list'))
      observer.observe(list, { subtree: true, childList: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { counts: Counts }).counts.rows);
}

/** How often the browser has laid the page out. */
async function countLayouts(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const count = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'LayoutCount')!.value;
  };
  const before = await count();
  return async () => (await count()) - before;
}

async function scrollByRows(page: Page): Promise<void> {
  await page.locator('.list:visible').evaluate(
    async (list, [steps, rows]) => {
      const height = list.querySelector<HTMLElement>('.row')!.offsetHeight;
      for (let step = 0; step < steps!; step += 1) {
        list.scrollTop += rows! * height;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
    },
    [STEPS, STEP_ROWS],
  );
}

const trace = (index: number) => ({
  traceId: newTraceId(),
  name: `request ${index}`,
  start: NOON + index,
  end: NOON + index + 10,
});

async function openTraces(): Promise<Page> {
  const traces = Array.from({ length: 5_000 }, (_, index) => trace(index));
  await send(dev.url, 'traces', tracesBody('shop', traces));
  const page = await dev.open();
  await page.getByText('request 4999', { exact: true }).waitFor();
  return page;
}

async function openWaterfall(): Promise<Page> {
  const spans = wideTrace(2_000);
  await send(dev.url, 'traces', tracesBody('batch', spans));
  const page = await dev.open(`#/trace/${spans[0]?.traceId}`);
  await page.getByText('item 0', { exact: true }).waitFor();
  return page;
}

test.each([
  ['the list of 5,000 traces', openTraces],
  ['the waterfall of 2,000 spans', openWaterfall],
])(
  '%s makes each row that comes into view once, and is not laid out for each of them',
  async (_what, open) => {
    const page = await open();
    const [rows, layouts] = [await countRows(page), await countLayouts(page)];
    await scrollByRows(page);
    expect(await rows()).toBe(STEPS * STEP_ROWS);
    // Once a step; others are of the frame's own texts, and of an answer that was on its way. One for each row would be ten.
    expect(await layouts()).toBeLessThanOrEqual(2 * STEPS);
  },
);

test('what comes makes one row; those that it moves down are the same', async () => {
  const page = await openTraces();
  const rows = await countRows(page);
  const second = await page.getByText('request 4999', { exact: true }).elementHandle();
  await send(dev.url, 'traces', tracesBody('shop', [trace(5_000)]));
  await eventually(
    async () => (await texts(page.locator('.traces .row .c-name'))).slice(0, 2),
    ['request 5000', 'request 4999'],
  );
  expect(await rows()).toBe(1);
  expect(await second!.evaluate((cell) => cell.isConnected && cell.parentElement!.ariaRowIndex)).toBe('2');
  await page.getByText('request 4999', { exact: true }).click();
  await page.getByRole('heading', { name: 'request 4999' }).waitFor();
});
