import type { Page } from 'playwright-core';
import { MAX_QUERY } from '../../src/dev/query/parse.js';
import { DevPage, eventually, texts } from '../support/browser/dev-page.js';
import { ORDER_TRACE, sendShop } from '../support/browser/shop.js';
import { logsBody, NOON, newTraceId, send, tracesBody } from '../support/dev/otlp-json.js';

jest.setTimeout(60_000);

const dev = DevPage.forEachTest();

const names = (page: Page) => texts(page.locator('.traces .row .c-name'));
const rowCount = (page: Page, count: number) =>
  page.waitForFunction(
    (expected) => document.querySelector('.count')?.textContent?.startsWith(`${expected} `),
    count.toLocaleString('en'),
  );

/** Traces a second apart, the first the oldest; every tenth is an error. */
async function sendMany(count: number): Promise<void> {
  const spans = Array.from({ length: count }, (_, index) => ({
    traceId: newTraceId(),
    name: `item ${index}`,
    start: NOON + index * 1_000,
    end: NOON + index * 1_000 + index,
    ...(index % 10 === 0 && { error: `broken ${index}` }),
  }));
  // In another order than that of their times.
  await send(dev.url, 'traces', tracesBody('batch', spans.toReversed().slice(count / 2)));
  await send(dev.url, 'traces', tracesBody('batch', spans.toReversed().slice(0, count / 2)));
}

const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    time: NOON + from + index,
    message: `line ${from + index}`,
  }));

describe('typing', () => {
  test.each([
    ['a trace', `#/trace/${ORDER_TRACE}`, '.waterfall .row', '.traces .row', 'POST /orders'],
    ['Logs', '#/logs', '.logs .row', '.logs .row', 'Card checked'],
    ['Workers', '#/workers', '.empty', '.traces .row', 'POST /orders'],
  ])(
    'in the search box from %s keeps the focus, and the list is narrowed',
    async (_place, hash, ready, row, name) => {
      await sendShop(dev.url);
      const page = await dev.open(hash);
      await page.locator(ready).first().waitFor();
      await page.getByRole('combobox', { name: 'Find' }).click();
      await page.keyboard.type('card checked', { delay: 20 });
      expect(await page.getByRole('combobox', { name: 'Find' }).inputValue()).toBe('card checked');
      await eventually(() => page.locator(row).allTextContents(), [expect.stringContaining(name)]);
      await page.keyboard.press('Enter');
      await page.waitForURL(/q=card%20checked/);
    },
  );

  test.each(["it's", 'status:5xx service:payments'])('finds texts and conditions: %s', async (query) => {
    await sendShop(dev.url);
    const page = await dev.open();
    await rowCount(page, 3);
    await page.getByRole('combobox', { name: 'Find' }).fill(query);
    await rowCount(page, 1);
    await eventually(() => names(page), ['POST /orders']);
  });

  test('completes fields and values, by keyboard and by pointer', async () => {
    await sendShop(dev.url);
    const page = await dev.open();
    await rowCount(page, 3);
    const box = page.getByRole('combobox', { name: 'Find' });
    expect(await box.getAttribute('maxlength')).toBe(String(MAX_QUERY));
    await box.fill('serv');
    await page.getByRole('option', { name: 'service:' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'service:mailer' }).click();
    await eventually(() => box.inputValue(), 'service:mailer ');
    await rowCount(page, 1);
    await eventually(() => names(page), ['send mail']);
  });
});

test('the same conditions are set by clicking', async () => {
  await sendShop(dev.url);
  const page = await dev.open();
  await rowCount(page, 3);
  await page.getByLabel('Outcome').selectOption('Errors only');
  await rowCount(page, 1);
  await eventually(() => page.getByRole('combobox', { name: 'Find' }).inputValue(), 'is:error');
  await page.getByLabel('Outcome').selectOption('All outcomes');
  await rowCount(page, 3);
  await page.getByLabel('Service', { exact: true }).focus();
  await page.locator('option[value="service=mailer"]').waitFor({ state: 'attached' });
  await page.getByLabel('Service', { exact: true }).selectOption('mailer');
  await rowCount(page, 1);
  await page.locator('.traces .row').click();
  await page.locator('.waterfall .row').click();
  await page.getByRole('link', { name: 'Find traces with this correlation_id' }).click();
  await rowCount(page, 2);
});

test('all of 3,000 traces are listed in the order of their times, searched and sorted', async () => {
  await sendMany(3_000);
  const page = await dev.open();
  await rowCount(page, 3_000);
  const first = async () => (await names(page)).slice(0, 3);
  await eventually(first, ['item 2999', 'item 2998', 'item 2997']);
  await page.keyboard.press('End');
  await page.getByText('item 0', { exact: true }).waitFor();
  await page.keyboard.press('Home');
  await page.getByRole('combobox', { name: 'Find' }).fill('is:error');
  await rowCount(page, 300);
  await page.getByRole('combobox', { name: 'Find' }).fill('"item 7"');
  await rowCount(page, 111);
  await page.getByRole('combobox', { name: 'Find' }).fill('');
  await rowCount(page, 3_000);
  await page.keyboard.press('Escape');
  const column = page.getByRole('columnheader', { name: 'Duration' });
  for (const [order, longest] of [
    ['descending', ['item 2999', 'item 2998', 'item 2997']],
    ['ascending', ['item 0', 'item 1', 'item 2']],
  ] as const) {
    await page.getByRole('button', { name: 'Duration' }).click();
    await eventually(() => column.getAttribute('aria-sort'), order);
    await eventually(first, [...longest]);
  }
  expect(new URL(page.url()).hash).toBe('#/traces?sort=duration');
});

test('arrow keys work at once', async () => {
  await sendMany(20);
  const page = await dev.open();
  await rowCount(page, 20);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'item 17' }).waitFor();
});

describe('the tail', () => {
  test('is live at the newest trace, held elsewhere with a count, and live again by its button', async () => {
    await sendMany(200);
    const page = await dev.open();
    await rowCount(page, 200);
    await page.getByRole('button', { name: 'Live' }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Held while you read' }).waitFor();
    const row = await page.locator('.traces .row.active').textContent();
    await send(
      dev.url,
      'traces',
      tracesBody('late', [{ traceId: newTraceId(), name: 'late', start: NOON * 1.01 }]),
    );
    await page.getByRole('button', { name: 'Held while you read: 1 new' }).waitFor();
    await eventually(() => page.locator('.traces .row.active').textContent(), row);
    await page.getByRole('button', { name: 'Held' }).click();
    await page.getByText('late', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Live' }).waitFor();
  });

  test('of the logs follows the newest', async () => {
    await send(dev.url, 'logs', logsBody('api', lines(0, 100)));
    const page = await dev.open('#/logs');
    await page.getByText('line 99', { exact: true }).waitFor();
    await send(dev.url, 'logs', logsBody('api', lines(100, 100)));
    await page.getByText('line 199', { exact: true }).waitFor();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Held while you read' }).waitFor();
  });

  test('does not take back who scrolls away while the newest are on their way', async () => {
    await send(dev.url, 'logs', logsBody('api', lines(0, 100)));
    const page = await dev.open('#/logs');
    await page.getByText('line 99', { exact: true }).waitFor();
    const [held, release] = await dev.hold(page, '**/api/logs?*', 'line 149');
    await send(dev.url, 'logs', logsBody('api', lines(100, 50)));
    await held;
    await page.keyboard.press('Home');
    await page.getByText('line 0', { exact: true }).waitFor();
    await release();
    await page.getByRole('button', { name: 'Held while you read: 50 new' }).waitFor();
    expect(await page.getByText('line 0', { exact: true }).isVisible()).toBe(true);
  });
});
