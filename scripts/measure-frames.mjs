// Whether the dev page scrolls at 60 frames a second, for docs/dev.md:
//   npm run measure:frames -- [seconds]
// 5,000 traces in the list, and a trace of 2,000 spans with a log record each, scrolled by the wheel in a real Chromium.
// Frames by requestAnimationFrame; the processor time that the page's main thread had for each that scrolled, from the
// browser's own figures: that one hardly depends on who else runs on the machine, nor on a graphics card that is missing.
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { median } from '../bench/lib/statistics.mjs';

const require = createRequire(import.meta.url);
const { startDevServer } = require('../dist/dev/server.js');
const SECONDS = Number(process.argv[2] ?? 5);
/** A turn of a wheel, and a fling. */
const WHEEL_PIXELS = [100, 400];
const TRACES = 5_000;
const SPANS = 2_000;

const hex = (number, digits) => number.toString(16).padStart(digits, '0');
const nanos = (millis) => `${millis}000000`;
const START = Date.now() - TRACES * 1_000;
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };

function spanOf(trace, number, parent, start, millis) {
  return {
    traceId: hex(trace, 32),
    spanId: hex(number, 16),
    ...(parent > 0 && { parentSpanId: hex(parent, 16) }),
    name: parent > 0 ? `step ${number}` : `GET /orders/${trace}`,
    kind: parent > 0 ? 1 : 2,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(start + millis),
    attributes: [{ key: 'order_id', value: { intValue: number } }],
    status: number % 10 === 3 ? { code: 2, message: 'broken' } : {},
  };
}

async function post(url, signal, body) {
  const response = await fetch(`${url}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${signal}: ${response.status}`);
}

const sendSpans = (url, spans) =>
  post(url, 'traces', { resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans }] }] });

async function fill(url) {
  const traces = Array.from({ length: TRACES }, (_, index) =>
    spanOf(index + 1, 1, 0, START + index * 1_000, 10 + (index % 90)),
  );
  await sendSpans(url, traces);
  const large = TRACES + 1;
  const start = START + TRACES * 1_000;
  // Four deep, one after the other.
  const spans = Array.from({ length: SPANS }, (_, index) =>
    spanOf(large, index + 1, index === 0 ? 0 : index % 4 === 0 ? 1 : index, start + index, SPANS - index),
  );
  await sendSpans(url, spans);
  const logRecords = spans.map(({ traceId, spanId, startTimeUnixNano }) => ({
    traceId,
    spanId,
    timeUnixNano: startTimeUnixNano,
    severityNumber: 9,
    severityText: 'info',
    body: { stringValue: 'a step was made' },
  }));
  await post(url, 'logs', { resourceLogs: [{ resource, scopeLogs: [{ scope: {}, logRecords }] }] });
  return hex(large, 32);
}

async function scroll(page, pixels) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const figures = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const box = await page.locator('.list:visible').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate(() => {
    globalThis.frameTimes = [];
    globalThis.scrolled = 0;
    // Once a frame.
    addEventListener('scroll', () => (globalThis.scrolled += 1), { capture: true });
    const tick = (time) => {
      globalThis.frameTimes.push(time);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const before = await figures();
  const end = performance.now() + SECONDS * 1_000;
  while (performance.now() < end) {
    await page.mouse.wheel(0, pixels);
    await page.waitForTimeout(16);
  }
  const after = await figures();
  const { times, scrolled } = await page.evaluate(() => ({
    times: globalThis.frameTimes,
    scrolled: globalThis.scrolled,
  }));
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  const spent = (name) => ((after[name] - before[name]) * 1_000) / scrolled;
  return [
    `${((gaps.length * 1_000) / (times.at(-1) - times[0])).toFixed(1)} frames a second`,
    `median ${median(gaps).toFixed(1)} ms`,
    `${gaps.filter((gap) => gap > 25).length} of ${gaps.length} longer than 25 ms`,
    `main thread ${spent('TaskDuration').toFixed(1)} ms for each that scrolled (script ${spent('ScriptDuration').toFixed(1)}, layout and style ${(spent('LayoutDuration') + spent('RecalcStyleDuration')).toFixed(1)})`,
  ].join(', ');
}

const server = await startDevServer({ port: 0 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const large = await fill(server.url);
  const places = [
    [`${TRACES} traces`, '#/traces', '.traces .row'],
    [`a trace of ${SPANS} spans`, `#/trace/${large}`, '.waterfall .row'],
    [`logs of ${SPANS} spans`, '#/logs', '.logs .row'],
  ].flatMap((place) => WHEEL_PIXELS.map((pixels) => [...place, pixels]));
  for (const [what, hash, selector, pixels] of places) {
    const page = await browser.newPage({ viewport: { width: 1360, height: 820 } });
    await page.goto(`${server.url}/${hash}`);
    await page.locator(selector).first().waitFor();
    // Scrolled to its newest end, the list of logs has nothing below.
    if (hash === '#/logs') await page.keyboard.press('Home');
    console.log(`${what}, by ${pixels}: ${await scroll(page, pixels)}`);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
