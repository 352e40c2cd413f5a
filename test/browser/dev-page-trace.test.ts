import type { Page } from 'playwright-core';
import { DevPage, texts } from '../support/browser/dev-page.js';
import { logsBody, NOON, newTraceId, type SpanInput, send, tracesBody } from '../support/dev/otlp-json.js';

jest.setTimeout(60_000);

let dev: DevPage;

beforeAll(async () => {
  dev = await DevPage.start();
});

afterAll(() => dev.close());

beforeEach(() => dev.reset());

afterEach(() => {
  expect(dev.errors).toEqual([]);
});

const ROOT = 'aaaaaaaaaaaaaaaa';
const WORK = 'bbbbbbbbbbbbbbbb';

/** A request of 100 ms: load 10–30, work 30–90 with a query 40–80 within, beside 35–50; then 100 more spans. */
async function sendRequest(change: (spans: SpanInput[]) => SpanInput[] = (spans) => spans): Promise<string> {
  const traceId = newTraceId();
  const span = (name: string, start: number, end: number, more: Partial<SpanInput> = {}) => ({
    traceId,
    parentSpanId: ROOT,
    name,
    start: NOON + start,
    end: NOON + end,
    ...more,
  });
  const many = Array.from({ length: 100 }, (_, index) =>
    span(`step ${index}`, 90, 90.05, index === 20 || index === 70 ? { error: `broken ${index}` } : {}),
  );
  const spans = [
    span('GET /', 0, 100, { spanId: ROOT, parentSpanId: undefined }),
    span('load', 10, 30),
    span('work', 30, 90, { spanId: WORK }),
    span('query', 40, 80, { parentSpanId: WORK }),
    span('beside', 35, 50),
    ...many,
  ];
  await send(dev.url, 'traces', tracesBody('api', change(spans)));
  await send(
    dev.url,
    'logs',
    logsBody('api', [{ traceId, spanId: WORK, time: NOON + 45, message: 'working' }]),
  );
  return traceId;
}

async function open(traceId: string): Promise<Page> {
  const page = await dev.open(`#/trace/${traceId}`);
  await page.locator('.waterfall .row').nth(4).waitFor();
  return page;
}

const active = (page: Page) => page.locator('.waterfall .row.active .text').textContent();

test('search within the trace goes from match to match and marks them; the next error is one key away', async () => {
  const page = await open(await sendRequest());
  await page.keyboard.press('/');
  await page.keyboard.type('step 5', { delay: 10 });
  await page.getByText('11 found').waitFor();
  expect(await active(page)).toBe('step 5');
  await page.keyboard.press('Enter');
  expect(await active(page)).toBe('step 50');
  await page.keyboard.press('Escape');
  await page.keyboard.press('N');
  expect(await active(page)).toBe('step 5');
  await page.keyboard.press('e');
  expect(await active(page)).toBe('step 20');
  await page.getByRole('button', { name: '2 errors' }).click();
  expect(await active(page)).toBe('step 70');
  await page.getByRole('searchbox', { name: 'Find in this trace' }).fill('working');
  await page.locator('.row.match.log').waitFor();
});

test('dragging zooms, on the timeline and on the overview; 0 shows the whole again', async () => {
  const page = await open(await sendRequest());
  const ticks = () => texts(page.locator('.ticks span'));
  expect(await ticks()).toEqual(['0 µs', '25.0 ms', '50.0 ms', '75.0 ms', '100.0 ms']);
  const drag = async (selector: string, from: number, to: number) => {
    const box = (await page.locator(selector).first().boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * from, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
    await page.mouse.up();
  };
  const hash = new URL(page.url()).hash;
  await drag('.row .timeline', 0.5, 0.75);
  const zoomed = (await ticks()).map(Number.parseFloat);
  expect(zoomed[0]).toBeCloseTo(50, -0.5);
  expect(zoomed[4]).toBeCloseTo(75, -0.5);
  expect(new URL(page.url()).hash).toBe(hash);
  await drag('.minimap', 0, 0.1);
  expect(Number.parseFloat((await ticks())[4]!)).toBeCloseTo(10, -0.5);
  await page.keyboard.press('0');
  expect((await ticks())[4]).toBe('100.0 ms');
});

test('the detail has start, duration and self time; the critical path is marked; all can be collapsed', async () => {
  const page = await open(await sendRequest());
  await page.getByText('work', { exact: true }).click();
  const time = page.getByRole('table', { name: 'Time' });
  expect(await time.textContent()).toContain('duration60.0 ms');
  expect(await time.textContent()).toContain('20.0 ms, without its children');
  expect(await time.textContent()).toMatch(/\d\d:\d\d:00\.030000000, \+30\.0 ms/);
  await page.getByRole('button', { name: 'Critical path' }).click();
  const critical = page.locator('.row.critical');
  expect((await texts(critical.locator('.text'))).slice(0, 4)).toEqual(['GET /', 'load', 'work', 'query']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  expect(await page.getByText('query', { exact: true }).count()).toBe(0);
  await page.keyboard.press('c');
  await page.getByText('query', { exact: true }).waitFor();
});

test('two traces are compared span by span', async () => {
  const first = await sendRequest((spans) => spans.slice(0, 5));
  const second = await sendRequest((spans) => [
    ...spans.slice(0, 2),
    { ...spans[2]!, end: NOON + 70 },
    { ...spans[4]!, name: 'cached' },
  ]);
  const page = await open(first);
  await page.getByRole('button', { name: 'Compare…' }).click();
  await page.getByRole('menuitem').first().click();
  const table = page.getByRole('table', { name: 'Two traces compared' });
  await table.waitFor();
  expect(new URL(page.url()).hash).toBe(`#/trace/${first}?compare=${second}`);
  const rows = (await table.locator('tbody tr').allInnerTexts()).map((row) => row.replace(/\s+/g, ' '));
  expect(rows).toEqual([
    'GET / api 100.0 ms 100.0 ms 0 µs',
    'load api 20.0 ms 20.0 ms 0 µs',
    'work api 60.0 ms 40.0 ms +20.0 ms',
    'query api 40.0 ms – only in this',
    'beside api 15.0 ms – only in this',
    'cached api – 15.0 ms only in the other',
  ]);
  await page.keyboard.press('Escape');
  await page.locator('.waterfall .row').first().waitFor();
});

test('a long service name leaves the span name its room, and a wide bar is one', async () => {
  const traceId = newTraceId();
  const service = 'service-with-an-extremely-long-name-in-kubernetes-default-namespace-production-eu-west-1';
  await send(dev.url, 'traces', tracesBody(service, [{ traceId, name: 'serve the customer', kind: 2 }]));
  const page = await dev.open(`#/trace/${traceId}`, { viewport: { width: 1100, height: 700 } });
  const name = page.getByText('serve the customer', { exact: true }).last();
  await name.waitFor();
  // A hundredth of a pixel too narrow, and the name ends in an ellipsis.
  const missing = await name.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect().width - element.getBoundingClientRect().width;
  });
  expect(missing).toBeLessThan(0.001);
  const { bar, took } = await page.evaluate(() => ({
    bar: document.querySelector('.bar')!.getBoundingClientRect().toJSON(),
    took: document.querySelector('.row .took')!.getBoundingClientRect().toJSON(),
  }));
  expect(took.right).toBeLessThanOrEqual(bar.left);
});

test('a name that reverses its text is shown by the code of what does so', async () => {
  const traceId = newTraceId();
  await send(dev.url, 'traces', tracesBody('api', [{ traceId, name: 'a\u202egnp.exe' }]));
  const page = await dev.open();
  expect(await page.locator('.traces .row .c-name').textContent()).toBe('a\\u202egnp.exe');
});
