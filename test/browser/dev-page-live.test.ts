import type { Page } from 'playwright-core';
import { DevPage, eventually } from '../support/browser/dev-page.js';
import { sendShop } from '../support/browser/shop.js';
import {
  logsBody,
  NOON,
  newSpanId,
  newTraceId,
  send,
  sumMetricsBody,
  tracesBody,
} from '../support/dev/otlp-json.js';

jest.setTimeout(60_000);

const dev = DevPage.forEachTest();

const PHONE = { width: 390, height: 844 };

/** A point of a histogram with an exemplar, later each time. */
async function sendFigures(): Promise<void> {
  second += 1;
  const timeUnixNano = `${NOON + second * 1_000}000000`;
  const exemplars = [{ timeUnixNano, asDouble: 1, traceId: newTraceId(), spanId: newSpanId() }];
  const point = { timeUnixNano, count: 1, sum: 1, bucketCounts: [1, 0], explicitBounds: [2], exemplars };
  const histogram = { aggregationTemporality: 1, dataPoints: [point] };
  const metrics = [{ name: 'waits', unit: 's', histogram }];
  await send(dev.url, 'metrics', {
    resourceMetrics: [{ resource: {}, scopeMetrics: [{ scope: {}, metrics }] }],
  });
}

let second = 0;

const sendTrace = (service: string) =>
  send(dev.url, 'traces', tracesBody(service, [{ traceId: newTraceId() }]));

const sendLoss = () =>
  send(
    dev.url,
    'metrics',
    sumMetricsBody('api', 'tracebridge.export.dropped', [{ value: 3, attributes: { reason: 'queue_full' } }]),
  );

const received = (page: Page) => page.locator('#footer').textContent();

test.each([
  [
    'a tab',
    '#/traces',
    '#tabs a[href="#/map"]',
    () => sendTrace('other'),
    '#footer:has-text("4 traces kept")',
  ],
  ['a tab that gets a figure', '#/traces', '#tabs a[href="#/losses"]', sendLoss, '#tabs .alert'],
  [
    'the name of a metric',
    '#/metrics/waits',
    '.metric-names a:last-child',
    sendFigures,
    '.exemplars li:nth-child(2)',
  ],
  ['an exemplar', '#/metrics/waits', '.exemplars a', sendFigures, '.exemplars li:nth-child(2)'],
  [
    'a service of the map',
    '#/map',
    '.table a:last-child',
    () => sendTrace('other'),
    '.node-name:has-text("other")',
  ],
])('what comes leaves the focus on %s', async (_what, hash, selector, sendMore, sign) => {
  await sendShop(dev.url);
  await sendFigures();
  const page = await dev.open(hash);
  await page.locator(selector).first().focus();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('href'));
  const href = await focused();
  expect(href).toMatch(/^#/);
  await sendMore();
  await page.locator(sign).first().waitFor();
  expect(await focused()).toBe(href);
});

test('what comes between the press and the release of the button is no hindrance to a click on a tab', async () => {
  await sendShop(dev.url);
  const page = await dev.open('#/traces');
  await page.locator('#tabs a[href="#/logs"]').hover();
  await page.mouse.down();
  const before = await received(page);
  await sendTrace('other');
  await eventually(() => received(page), expect.not.stringMatching(before!));
  await page.mouse.up();
  await page.waitForURL(/#\/logs$/);
});

test('on a phone the log is live when it is opened, and stays so when the view gets lower', async () => {
  const traceId = newTraceId();
  const lines = Array.from({ length: 600 }, (_, index) => ({
    traceId,
    message: `line ${index}`,
    time: NOON + index,
  }));
  await send(dev.url, 'logs', logsBody('api', lines));
  const page = await dev.open('#/logs', { viewport: PHONE });
  const last = page.locator('.logs .row', { hasText: 'line 599' });
  const isWhole = () =>
    last.evaluate(
      (row) => row.getBoundingClientRect().bottom <= row.closest('.list')!.getBoundingClientRect().bottom + 1,
    );
  for (const height of [PHONE.height, 500, 700]) {
    await page.setViewportSize({ ...PHONE, height });
    await last.waitFor();
    await eventually(isWhole, true);
    await page.locator('.tail', { hasText: 'Live' }).waitFor();
  }
});

test('what comes does not scroll the figures of a metric back', async () => {
  for (let index = 0; index < 3; index += 1) await sendFigures();
  const page = await dev.open('#/metrics/waits', { viewport: { ...PHONE, height: 600 } });
  await page.locator('.chart canvas').waitFor();
  const figures = page.getByRole('region', { name: 'Chart' });
  const scrolled = () => figures.evaluate((element) => element.scrollTop);
  await figures.evaluate((element) => element.scrollTo({ top: 150 }));
  await sendFigures();
  await page.locator('.exemplars li').nth(3).waitFor();
  await page.locator('.chart canvas').waitFor();
  expect(await scrolled()).toBe(150);
});

test('Esc leads from a trace back to the row of the list that it was opened from, in its place', async () => {
  const spans = Array.from({ length: 100 }, (_, index) => ({
    traceId: newTraceId(),
    name: `request ${index}`,
    start: NOON + index,
  }));
  await send(dev.url, 'traces', tracesBody('api', spans));
  const page = await dev.open('#/traces?sort=name');
  await page.locator('.traces .row').first().waitFor();
  for (let index = 0; index < 50; index += 1) await page.keyboard.press('j');
  const top = () => page.locator('.traces').evaluate((list) => list.scrollTop);
  const [name, before] = [await page.locator('.traces .row.active .c-name').textContent(), await top()];
  expect(before).toBeGreaterThan(500);
  await page.keyboard.press('Enter');
  await page.locator('.waterfall .row').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.traces .row.active', { hasText: name! }).waitFor();
  expect(await top()).toBe(before);
});

test('what comes does not scroll the map back', async () => {
  await sendShop(dev.url);
  const page = await dev.open('#/map', { viewport: PHONE });
  const scrolled = () => page.locator('.map').evaluate((map) => map.scrollLeft);
  await page.locator('.map .node').first().waitFor();
  await page.locator('.map').evaluate((map) => map.scrollTo({ left: 200 }));
  expect(await scrolled()).toBe(200);
  await sendTrace('another');
  await page.locator('.map .node-name', { hasText: 'another' }).waitFor();
  expect(await scrolled()).toBe(200);
});
