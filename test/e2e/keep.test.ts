import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportStats } from '../../src/export/channel.js';
import { Collector } from '../support/backends/collector.js';
import type { Written } from '../support/backends/collector-file.js';
import { plainAttributes } from '../support/backends/otlp-json.js';
import { HttpBalancer } from '../support/http-balancer.js';
import { CONCURRENCY, isKept, KeepApp, partsOf, RULES, WHOLE } from '../support/keep-app.js';

jest.setTimeout(600_000);

/** 100,000 by hand: TRACEBRIDGE_TEST_KEEP_REQUESTS=100000 npm run test:e2e -- e2e/keep */
const COUNT = Number(process.env.TRACEBRIDGE_TEST_KEEP_REQUESTS ?? 5000);

let collector: Collector;
beforeEach(async () => {
  collector = await Collector.start({ env: { TRACES_EXPORTERS: '[file]', LOGS_EXPORTERS: '[file]' } });
});
afterEach(() => collector.stop());

const numbers = (count: number, first = 0) => Array.from({ length: count }, (_, index) => first + index);

const partsIn = ({ spans, logs }: Written) =>
  partsOf([
    ...spans.map(({ traceId, name, attributes }) => ({
      traceId,
      text: String(plainAttributes(attributes)['url.path'] ?? name),
    })),
    ...logs.map(({ traceId, body }) => ({ traceId, text: String(body?.stringValue) })),
  ]);

function expectEven({ traces, logs }: ExportStats): void {
  for (const { captured, withheld, waiting, accepted, delivered, rejected, dropped, queued } of [
    traces,
    logs,
  ]) {
    expect(captured - withheld - waiting - accepted).toBe(0);
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(accepted - delivered - lost - rejected - queued).toBe(0);
  }
}

test('keep rules: a real Collector gets whole requests of those that are kept, and nothing of the others', async () => {
  const bytesPerRequest: Record<string, number> = {};
  for (const [keep, count] of [
    [RULES, COUNT],
    ['all', 1000],
  ] as const) {
    await using wire = await HttpBalancer.start([collector.httpUrl]);
    using app = await KeepApp.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: wire.url,
      OTEL_METRICS_EXPORTER: 'none',
      TRACEBRIDGE_KEEP: keep,
    });
    expect(await app.ask(count)).toHaveLength(count);
    const stats = await app.stats();
    await app.end('end');
    bytesPerRequest[keep] = wire.bytes / count;
    expectEven(stats);
    expect({ spans: stats.traces.captured, logs: stats.logs.captured }).toEqual({
      spans: 2 * count,
      logs: 3 * count,
    });
    if (keep === 'all') break;
    const written = await collector.file.when(
      'what was kept',
      (now) => now.spans.length >= stats.traces.accepted && now.logs.length >= stats.logs.accepted,
    );
    const parts = partsIn(written);
    const expected = numbers(count).filter(
      (number) => isKept(number) || (app.slow.has(number) && parts.has(number)),
    );
    expect([...parts.keys()].sort((one, other) => one - other)).toEqual(expected);
    expect([...parts.values()].filter((all) => all.join() !== WHOLE.join())).toEqual([]);
  }
  // 3 % of them, in smaller batches, which compress less.
  expect(bytesPerRequest[RULES]).toBeLessThan(0.1 * (bytesPerRequest.all as number));
});

test('the same with a spool, crashes and kills in the middle: what was kept is whole, and the account even', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'keep-'));
  try {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl, TRACEBRIDGE_SPOOL_DIR: directory };
    const ways = ['throw', 'SIGKILL', 'exit', 'SIGTERM', 'end'] as const;
    const half = Math.floor(COUNT / ways.length / 2);
    /** To be whole, and to be absent. */
    const kept: number[] = [];
    const withheld: number[] = [];
    for (const [index, way] of ways.entries()) {
      using app = await KeepApp.start(env);
      const first = 2 * half * index;
      expect(await app.ask(half, undefined, first)).toHaveLength(half);
      expectEven(await app.stats());
      const before = numbers(half, first);
      let ended: Promise<void> | undefined;
      const answered = await app.ask(
        half,
        (number) => {
          if (ended === undefined) before.push(number);
          if (way !== 'end' && number > first + 1.5 * half) ended ??= app.end(way);
        },
        first + half,
      );
      await (ended ?? app.end('end'));
      if (way === 'SIGKILL') {
        // Of the second half only what had been handed over a moment before is sure.
        kept.push(...numbers(half, first).filter(isKept));
        withheld.push(...answered.filter((number) => !isKept(number) && !app.slow.has(number)));
      } else {
        kept.push(...numbers(half, first).filter(isKept), ...answered.filter(isKept));
        withheld.push(...before.filter((number) => !isKept(number) && !app.slow.has(number)));
        // A signal's end has no listeners of `exit`.
        if (way === 'throw' || way === 'exit') expectEven(app.atExit as ExportStats);
      }
    }
    const isWhole = (all: readonly string[] = []) => [...new Set(all)].join() === WHOLE.join();
    const written = await collector.file.when('what was kept', (now) => {
      const parts = partsIn(now);
      return kept.every((number) => isWhole(parts.get(number)));
    });
    const parts = partsIn(written);
    expect(parts.has(-1)).toBe(false);
    // What was open at an end is kept: its answer may have been on its way.
    expect(withheld.filter((number) => parts.has(number)).length).toBeLessThanOrEqual(3 * CONCURRENCY);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
