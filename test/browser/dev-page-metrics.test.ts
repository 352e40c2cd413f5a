import { axeViolations, DevPage, eventually, texts } from '../support/browser/dev-page.js';
import { sendWorkersAndLosses } from '../support/browser/shop.js';
import { NOON, newTraceId, send, tracesBody } from '../support/dev/otlp-json.js';
import { REGISTER, runProgram } from '../support/run-program.js';

jest.setTimeout(60_000);

const dev = DevPage.forEachTest();

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
    const outcome = await runProgram(['--require', REGISTER, '-e', APP], {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: dev.url,
      OTEL_METRIC_EXPORT_INTERVAL: '150',
    });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    const page = await dev.open('#/metrics/http.server.request.duration', { viewport, colorScheme });
    await page.locator('.chart canvas').waitFor();
    // At rest it tells the newest figures.
    await eventually(
      () => page.locator('.u-legend tr').first().textContent(),
      expect.stringMatching(/^Time:?\s*\d\d:\d\d:\d\d$/),
    );
    const links = page.locator('.exemplars a');
    // Requests that a busy machine made alike share one.
    await links.nth(1).waitFor();
    const count = await links.count();
    const dots = page.locator('.exemplar-dot');
    // Each link has its dot; the chart draws them after the list stands.
    await dots.nth(count - 1).waitFor();
    // None stands beside the axes, however much larger than a percentile it is, and however much earlier.
    const outside = () =>
      dots.evaluateAll((all) => {
        const plot = document.querySelector('.u-over')!.getBoundingClientRect();
        return all
          .map((dot) => dot.getBoundingClientRect())
          .map(({ x, y, width, height }) => [x + width / 2 - plot.x, y + height / 2 - plot.y] as const)
          .filter(([x, y]) => !(x >= -1 && x <= plot.width + 1 && y >= -1 && y <= plot.height + 1));
      });
    await eventually(outside, []);
    expect(await axeViolations(page)).toEqual([]);

    const href = await links.last().getAttribute('href');
    await links.last().click();
    await page.locator('.waterfall .row').first().waitFor();
    expect(new URL(page.url()).hash).toBe(href);
    await page.goBack();
    // Nothing lies over the highest one.
    let tops: number[] = [];
    await eventually(async () => {
      tops = await dots.evaluateAll((all) => all.map((dot) => dot.getBoundingClientRect().top));
      return tops.length;
    }, count);
    const highest = dots.nth(tops.indexOf(Math.min(...tops)));
    const [, traceId] = (await highest.getAttribute('title'))!.split(' → ');
    await highest.click();
    await page.waitForURL(new RegExp(`#/trace/${traceId}`));
    await page.locator('.waterfall .row').first().waitFor();
  },
);

test('a summary has a line for each percentile that it tells, its rate and mean; a distribution without any has its mean', async () => {
  const dataPoint = (second: number) => ({
    timeUnixNano: `${NOON + second * 1_000}000000`,
    count: second * 4,
    sum: second,
  });
  const quantileValues = [0.5, 0.9, 0.99].map((quantile) => ({ quantile, value: quantile }));
  for (const second of [10, 20]) {
    const point = dataPoint(second);
    const metrics = [
      { name: 'wait', unit: 's', summary: { dataPoints: [{ ...point, quantileValues }] } },
      { name: 'plain', unit: 's', histogram: { aggregationTemporality: 2, dataPoints: [point] } },
    ];
    await send(dev.url, 'metrics', {
      resourceMetrics: [{ resource: {}, scopeMetrics: [{ scope: {}, metrics }] }],
    });
  }
  const shown = async (name: string) => {
    const page = await dev.open(`#/metrics/${name}`);
    await page.locator('.chart canvas').waitFor();
    const legend = await texts(page.locator('.u-legend .u-label'));
    return [
      legend.slice(1),
      await texts(page.locator('.table th')),
      await texts(page.locator('.table td.number')),
    ];
  };
  expect(await shown('wait')).toEqual([
    ['p50 unknown_service', 'p99 unknown_service', 'p90 unknown_service'],
    ['Series', 'Count', 'Per s', 'Mean', 'p50', 'p90', 'p99', 'Max'],
    ['80', '4', '250.0 ms', '500.0 ms', '900.0 ms', '990.0 ms', '–'],
  ]);
  expect(await shown('plain')).toEqual([
    ['mean unknown_service'],
    ['Series', 'Count', 'Per s', 'Mean', 'Max'],
    ['80', '4', '250.0 ms', '–'],
  ]);
});

test('the map has two services that call each other beside each other, also where none of them is called from outside', async () => {
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
  const columns = () =>
    page.locator('.map .node-name').evaluateAll((names) => {
      const lefts = names.map((name) => [name.textContent, name.getBoundingClientRect().left] as const);
      const order = [...new Set(lefts.map(([, left]) => left))].sort((one, other) => one - other);
      return Object.fromEntries(lefts.map(([name, left]) => [name, order.indexOf(left)]));
    });
  await eventually(columns, { gateway: 0, shop: 0, stock: 1 });
});

test('a link to a metric that is not here says so, in place of the one before', async () => {
  await sendWorkersAndLosses(dev.url);
  const page = await dev.open('#/metrics/tracebridge.worker.jobs');
  await page.getByRole('heading', { name: 'tracebridge.worker.jobs' }).waitFor();
  await page.goto(`${dev.url}/#/metrics/no.such`);
  await page.getByText('This metric is not here').waitFor();
  await page.getByRole('heading', { name: 'tracebridge.worker.jobs' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'tracebridge.worker.job.duration' }).click();
  await page.getByRole('heading', { name: 'tracebridge.worker.job.duration' }).waitFor();
});
