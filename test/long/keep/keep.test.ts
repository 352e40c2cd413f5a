import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONCURRENCY, isKept, KeepApp, partsOf, traceIdOf, WHOLE } from '../../support/keep-app.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

/** Of what a receiver got. */
const partsIn = ({ spans, logs }: TelemetryReceiver) =>
  partsOf([
    ...spans.map(({ traceId, name, attributes }) => ({
      traceId,
      text: String(attributes['url.path'] ?? name),
    })),
    ...logs.map(({ traceId, body }) => ({ traceId, text: String(body) })),
  ]);

let receiver: TelemetryReceiver;
beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});
afterEach(() => receiver.close());

test('of 100,000 requests all that is kept arrives whole and nothing of the others, and the account is even', async () => {
  const count = 100_000;
  using app = await KeepApp.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  expect(await app.ask(count)).toHaveLength(count);
  const stats = await app.stats();
  await app.end('end');
  const parts = partsIn(receiver);
  const isSlow = (number: number) => number % 100 === 2 || app.slow.has(number);
  const kept = Array.from({ length: count }, (_, number) => number).filter(
    (number) => isKept(number) || (isSlow(number) && parts.has(number)),
  );
  expect([...parts.keys()].sort((one, other) => one - other)).toEqual(kept);
  expect([...parts.values()].filter((all) => all.join() !== WHOLE.join())).toEqual([]);
  for (const [signal, each] of [
    ['traces', 2],
    ['logs', 3],
  ] as const) {
    const { captured, withheld, waiting, accepted, delivered, rejected, dropped, queued } = stats[signal];
    expect(captured).toBe(count * each);
    expect(captured - withheld - accepted).toBe(0);
    expect({ waiting, rejected, dropped, queued }).toEqual({
      waiting: 0,
      rejected: 0,
      dropped: {},
      queued: 0,
    });
    expect({ accepted, delivered }).toEqual({ accepted: kept.length * each, delivered: kept.length * each });
    expect(receiver[signal === 'traces' ? 'spans' : 'logs']).toHaveLength(kept.length * each);
  }
  const states = new Map(receiver.spans.map(({ traceId, traceState }) => [traceId, traceState]));
  const byChance = kept.filter((number) => states.get(traceIdOf(number)) === 'ot=th:fd70a');
  const others = kept.filter((number) => states.get(traceIdOf(number)) === 'ot=th:0');
  // In the share is what did not fail and was not slow; a machine under load makes more of it slow.
  expect(byChance.filter((number) => number % 100 === 1 || number % 100 === 2)).toEqual([]);
  expect(others.filter((number) => number % 100 !== 1 && !isSlow(number))).toEqual([]);
  expect(byChance.length + others.length).toBe(kept.length);
  expect(stats.units).toEqual({
    kept: { errors: count / 100, slow: others.length - count / 100, share: byChance.length },
    withheld: { rules: count - kept.length },
  });
}, 600_000);

test.each(['throw', 'exit', 'SIGTERM'] as const)(
  'ended by %s under load: what was kept before is there, whole, and what was open too',
  async (way) => {
    using app = await KeepApp.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    let ended: Promise<void> | undefined;
    const before = new Set<number>();
    const answered = await app.ask(20_000, (number) => {
      if (ended === undefined) before.add(number);
      if (number > 3000) ended ??= app.end(way);
    });
    await ended;
    const parts = partsIn(receiver);
    const kept = answered.filter(isKept);
    expect(kept.length).toBeGreaterThan(50);
    expect(kept.filter((number) => parts.get(number)?.join() !== WHOLE.join())).toEqual([]);
    // Besides, only what was open, which has no end, or began while the process was ending.
    const others = [...parts.keys()].filter(
      (number) => !isKept(number) && !app.slow.has(number) && before.has(number),
    );
    expect(others.length).toBeLessThanOrEqual(CONCURRENCY);
    expect(parts.has(-1)).toBe(false);
  },
  120_000,
);

test('killed with SIGKILL, with a spool: what had been kept a second before arrives after the next start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'keep-'));
  try {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TRACEBRIDGE_SPOOL_DIR: directory };
    using app = await KeepApp.start({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    const answeredAt = new Map<number, number>();
    let killedAt = 0;
    const kill = setTimeout(() => {
      killedAt = performance.now();
      void app.end('SIGKILL');
    }, 5000);
    await app.ask(1_000_000, (number) => answeredAt.set(number, performance.now()));
    clearTimeout(kill);
    using next = await KeepApp.start(env);
    const early = [...answeredAt].filter(([, at]) => at < killedAt - 1000).map(([number]) => number);
    const kept = early.filter(isKept);
    expect(kept.length).toBeGreaterThan(0);
    await receiver.waitFor(() => {
      const parts = partsIn(receiver);
      return kept.every((number) => parts.get(number)?.join() === WHOLE.join()) || undefined;
    });
    await next.end('end');
    const parts = partsIn(receiver);
    expect(early.filter((number) => !isKept(number) && !app.slow.has(number) && parts.has(number))).toEqual(
      [],
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 120_000);
