import type { Page } from 'playwright-core';
import { axeViolations, DevPage, eventually, texts } from '../support/browser/dev-page.js';
import { logsBody, NOON, newTraceId, type SpanInput, send, tracesBody } from '../support/dev/otlp-json.js';

jest.setTimeout(60_000);

const dev = DevPage.forEachTest();

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

const isActive = (page: Page, name: string) =>
  eventually(() => page.locator('.waterfall .row.active .text').textContent(), name);

test('search within the trace goes from match to match and marks them; the next error is one key away', async () => {
  const page = await open(await sendRequest());
  await page.keyboard.press('/');
  await page.keyboard.type('step 5', { delay: 10 });
  await page.getByText('11 found').waitFor();
  await isActive(page, 'step 5');
  await page.keyboard.press('Enter');
  await isActive(page, 'step 50');
  await page.keyboard.press('Escape');
  await page.keyboard.press('N');
  await isActive(page, 'step 5');
  await page.keyboard.press('e');
  await isActive(page, 'step 20');
  await page.getByRole('button', { name: '2 errors' }).click();
  await isActive(page, 'step 70');
  await page.getByRole('searchbox', { name: 'Find in this trace' }).fill('working');
  await page.locator('.row.match.log').waitFor();
});

test('dragging zooms, on the timeline and on the overview; 0 shows the whole again', async () => {
  const page = await open(await sendRequest());
  const ticks = () => texts(page.locator('.ticks span'));
  await eventually(ticks, ['0 µs', '25.0 ms', '50.0 ms', '75.0 ms', '100.0 ms']);
  const drag = async (selector: string, from: number, to: number) => {
    const box = (await page.locator(selector).first().boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * from, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
    await page.mouse.up();
  };
  const ends = async () => {
    const figures = (await ticks()).map(Number.parseFloat);
    return [figures[0], figures[4]];
  };
  const about = (figure: number) => expect.closeTo(figure, -0.5);
  const hash = new URL(page.url()).hash;
  await drag('.row .timeline', 0.5, 0.75);
  await eventually(ends, [about(50), about(75)]);
  expect(new URL(page.url()).hash).toBe(hash);
  await drag('.minimap', 0, 0.1);
  await eventually(ends, [about(0), about(10)]);
  await page.keyboard.press('0');
  await eventually(ends, [0, 100]);
});

test('the detail has start, duration and self time; the critical path is marked; all can be collapsed', async () => {
  const page = await open(await sendRequest());
  await page.getByText('work', { exact: true }).click();
  const time = await page.getByRole('table', { name: 'Time' }).textContent();
  expect(time).toContain('duration60.0 ms');
  expect(time).toContain('20.0 ms, without its children');
  expect(time).toMatch(/\d\d:\d\d:00\.030000000, \+30\.0 ms/);
  await page.getByRole('button', { name: 'Critical path' }).click();
  const critical = async () => (await texts(page.locator('.row.critical .text'))).slice(0, 4);
  await eventually(critical, ['GET /', 'load', 'work', 'query']);
  await page.keyboard.press('Escape');
  await page.locator('.detail').waitFor({ state: 'detached' });
  await page.keyboard.press('c');
  await page.getByText('query', { exact: true }).waitFor({ state: 'detached' });
  await page.keyboard.press('c');
  await page.getByText('query', { exact: true }).waitFor();
});

test('two traces are compared span by span, however long their names are', async () => {
  const long = `GET /${'segment/'.repeat(25)}`;
  const first = await sendRequest((spans) => spans.slice(0, 5));
  const second = await sendRequest((spans) => [
    ...spans.slice(0, 2),
    { ...spans[2]!, end: NOON + 70 },
    { ...spans[4]!, name: long },
  ]);
  const page = await open(first);
  await page.getByRole('button', { name: 'Compare…' }).click();
  await page.getByRole('menuitem').first().click();
  const table = page.getByRole('table', { name: 'Two traces compared' });
  await table.waitFor();
  expect(new URL(page.url()).hash).toBe(`#/trace/${first}?compare=${second}`);
  const rows = async () =>
    (await table.locator('tbody tr').allInnerTexts()).map((row) => row.replace(/\s+/g, ' '));
  await eventually(rows, [
    'GET / api 100.0 ms 100.0 ms 0 µs',
    'load api 20.0 ms 20.0 ms 0 µs',
    'work api 60.0 ms 40.0 ms +20.0 ms',
    'query api 40.0 ms – only in this',
    'beside api 15.0 ms – only in this',
    `${long} api – 15.0 ms only in the other`,
  ]);
  const overflow = (region: Element) => region.scrollWidth - region.clientWidth;
  expect(await page.getByRole('region', { name: 'Comparison' }).evaluate(overflow)).toBe(0);
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

test('on a phone deep spans keep their names, and a menu is whole', async () => {
  const traceId = newTraceId();
  const ids = Array.from({ length: 40 }, (_, index) => index.toString(16).padStart(16, 'a'));
  const spans = ids.map((spanId, index) => ({
    traceId,
    spanId,
    parentSpanId: ids[index - 1],
    name: `level ${index}`,
  }));
  await send(dev.url, 'traces', tracesBody('api', spans));
  const viewport = { width: 360, height: 740 };
  const page = await dev.open(`#/trace/${traceId}`, { viewport });
  await page.keyboard.press('End');
  const name = page.getByText('level 39', { exact: true });
  await name.waitFor();
  expect((await name.boundingBox())!.width).toBeGreaterThan(25);
  await page.getByRole('button', { name: 'Copy…' }).click();
  const { x, width } = (await page.getByRole('menu').boundingBox())!;
  expect(x).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(viewport.width);
});

test('beside open details, labels of the timeline do not lie over each other', async () => {
  const traceId = await sendRequest();
  const page = await dev.open(`#/trace/${traceId}/span/${WORK}`, { viewport: { width: 1280, height: 720 } });
  await page.locator('.detail').waitFor();
  const gaps = () =>
    page.locator('.ticks span:visible').evaluateAll((ticks) => {
      const boxes = ticks.map((tick) => tick.getBoundingClientRect());
      return boxes.slice(1).map((box, index) => box.left >= boxes[index]!.right);
    });
  await eventually(gaps, [true, true]);
});

test('says of a span that its parent is not here, and that it began before it; the last one is seen, however short', async () => {
  const hour = 3_600_000;
  const traceId = await sendRequest((spans) => [
    ...spans,
    { ...spans[0]!, spanId: undefined, parentSpanId: 'cccccccccccccccc', name: 'lost' },
    {
      ...spans[0]!,
      spanId: 'dddddddddddddddd',
      parentSpanId: ROOT,
      name: 'early',
      start: NOON - hour,
      end: NOON,
    },
    {
      ...spans[0]!,
      spanId: 'eeeeeeeeeeeeeeee',
      parentSpanId: ROOT,
      name: 'last',
      start: NOON + 200,
      end: NOON + 201,
    },
  ]);
  const page = await open(traceId);
  await page.locator('.row', { hasText: 'lost' }).getByText('its parent is not here').waitFor();
  await page.locator('.row', { hasText: 'lost' }).click();
  await page.locator('.detail').getByText('cccccccccccccccc, not here').waitFor();
  await page.locator('.row', { hasText: 'early' }).click();
  await page.locator('.detail').getByText('1 h 00 m: perhaps their clocks differ').waitFor();
  await page.goto(`${dev.url}/#/trace/${traceId}/span/eeeeeeeeeeeeeeee`);
  const row = page.locator('.row.active', { hasText: 'last' });
  await row.waitFor();
  const isSeen = () =>
    row.locator('.bar').evaluate((bar) => {
      const { left, right } = bar.getBoundingClientRect();
      const cell = bar.parentElement!.getBoundingClientRect();
      return left >= cell.left && right <= cell.right && right - left >= 2;
    });
  await eventually(isSeen, true);
  await page.goBack();
  await isActive(page, 'early');
});

test('of a long value its beginning is shown, and all of it on demand, by keyboard too', async () => {
  const long = 'x'.repeat(60_000);
  const attributes = { sql: long, list: [long], short: 'y'.repeat(2_000) };
  const traceId = await sendRequest((spans) => [
    { ...spans[0]!, attributes, name: long, error: long },
    ...spans.slice(1),
  ]);
  const page = await open(traceId);
  await page.locator('.waterfall .row').first().click();
  const length = (selector: string) =>
    page.locator(`.detail ${selector}`).evaluate(({ textContent }) => textContent!.length);
  const row = (name: string) => page.getByRole('row', { name }).getByRole('cell').last();
  await row('sql').waitFor();
  expect(await length('h2')).toBeLessThan(200);
  expect(await length('')).toBeLessThan(20_000);
  expect(await row('short').getByRole('button').count()).toBe(0);
  const more = row('sql').getByRole('button', { name: 'Show all 60,000 characters' });
  await more.focus();
  await page.keyboard.press('Enter');
  expect(await row('sql').textContent()).toContain(long);
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await more.waitFor();
  expect(await row('sql').textContent()).toContain(`${long.slice(0, 2_000)}…`);
  expect(await length('')).toBeLessThan(20_000);
});

test('a span with the ID of another is shown, says so, and has its own details', async () => {
  const traceId = await sendRequest((spans) => [
    ...spans,
    { ...spans[1]!, spanId: WORK, name: 'other work' },
  ]);
  const page = await open(traceId);
  const row = page.locator('.row', { hasText: 'other work' });
  await row.getByText('has the span ID of another').waitFor();
  await row.click();
  await page.locator('.detail').getByRole('heading', { name: 'other work' }).waitFor();
  await page.locator('.detail').getByText(`${WORK}, of another span too`).waitFor();
  await page.locator('.row.active', { hasText: 'other work' }).waitFor();
});
