import { axeViolations, DevPage } from '../support/browser/dev-page.js';
import { newTraceId, send, tracesBody } from '../support/dev/otlp-json.js';
import { REGISTER, runProgram } from '../support/run-program.js';

jest.setTimeout(60_000);

let dev: DevPage;

beforeAll(async () => {
  dev = await DevPage.start();
});

afterAll(() => dev.close());

afterEach(() => {
  expect(dev.errors).toEqual([]);
});

/** Asks itself for as long as asked for, until two intervals of its metrics have gone. */
const APP = `const server = require('node:http').createServer((request, response) => {
  setTimeout(() => response.end(), Number(request.url.slice(1)));
});
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (const millis of [5, 40, 250, 5, 120]) await (await fetch('http://127.0.0.1:' + port + '/' + millis)).text();
  server.close();
  server.closeAllConnections();
});`;

test.each([
  ['wide', 'light', { width: 1280, height: 800 }],
  ['phone', 'dark', { width: 390, height: 844 }],
] as const)(
  'a histogram of a real app shows its exemplars in the chart and in a list, and each leads to its trace: %s, %s',
  async (_size, colorScheme, viewport) => {
    await dev.reset();
    const outcome = await runProgram(['--require', REGISTER, '-e', APP], {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: dev.url,
      OTEL_METRIC_EXPORT_INTERVAL: '150',
    });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    const page = await dev.open('#/metrics/http.server.request.duration', { viewport, colorScheme });
    await page.locator('.chart canvas').waitFor();
    // At rest it tells the newest figures.
    expect(await page.locator('.u-legend tr').first().textContent()).toMatch(/^Time:?\s*\d\d:\d\d:\d\d$/);
    const links = page.locator('.exemplars a');
    await links.nth(3).waitFor();
    const count = await links.count();
    const dots = page.locator('.exemplar-dot');
    // Each link has its dot; the chart draws them after the list stands.
    await dots.nth(count - 1).waitFor();
    // None stands beside the axes, however much larger than a percentile it is, and however much earlier.
    const plot = (await page.locator('.u-over').boundingBox())!;
    for (const dot of await dots.all()) {
      const box = (await dot.boundingBox())!;
      const [x, y] = [box.x + box.width / 2 - plot.x, box.y + box.height / 2 - plot.y];
      expect([x >= -1, x <= plot.width + 1, y >= -1, y <= plot.height + 1]).toEqual([true, true, true, true]);
    }
    expect(await axeViolations(page)).toEqual([]);

    const href = await links.last().getAttribute('href');
    await links.last().click();
    await page.locator('.waterfall .row').first().waitFor();
    expect(new URL(page.url()).hash).toBe(href);
    await page.goBack();
    await dots.nth(count - 1).waitFor();
    // Nothing lies over the highest one.
    const titles = await dots.evaluateAll((all) => all.map((dot) => dot.getAttribute('title')!));
    const millis = titles.map((title) => Number.parseFloat(title));
    const highest = millis.indexOf(Math.max(...millis));
    const [, traceId] = titles[highest]!.split(' → ');
    await dots.nth(highest).click();
    await page.locator('.waterfall .row').first().waitFor();
    expect(new URL(page.url()).hash).toContain(`#/trace/${traceId}`);
  },
);

test('the map has two services that call each other beside each other, also where none of them is called from outside', async () => {
  await dev.reset();
  const traceId = newTraceId();
  const [one, other] = ['1111111111111111', '2222222222222222'];
  await send(dev.url, 'traces', tracesBody('gateway', [{ traceId: newTraceId() }]));
  await send(
    dev.url,
    'traces',
    tracesBody('shop', [
      { traceId, spanId: one },
      { traceId, parentSpanId: other },
    ]),
  );
  await send(dev.url, 'traces', tracesBody('stock', [{ traceId, spanId: other, parentSpanId: one }]));
  const page = await dev.open('#/map');
  const left = async (service: string) =>
    (await page.locator('.map').getByText(service, { exact: true }).boundingBox())!.x;
  await page.locator('.map').getByText('stock').waitFor();
  expect(await left('shop')).toBe(await left('gateway'));
  expect(await left('stock')).toBeGreaterThan(await left('shop'));
});
