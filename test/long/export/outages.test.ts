import { setTimeout as delay } from 'node:timers/promises';
import { EXPORT_DEFAULTS } from '../../../src/export/config-types.js';
import { SIGNALS, type Signal } from '../../../src/otlp/signal.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { expectUndisturbed, WholeApp, type WholeOutcome } from '../../support/whole-app.js';

const MODEST: Record<Signal, number> = { logs: 50, traces: 20, metrics: 5 };
const TEN_THOUSAND: Record<Signal, number> = { logs: 9000, traces: 950, metrics: 50 };
const TIMEOUT_MILLIS = 150_000;

/** An outage in real time, met with the default retry settings. */
interface Outage {
  name: string;
  perSecond: Record<Signal, number>;
  seconds: number;
  /** What happens to the server meanwhile. It is down at the start if its first act is to come up. */
  play(server: OtlpServer): Promise<void>;
  downAtStart?: boolean;
  /** Connections are cut: a request may be taken whose answer is lost. */
  lostAnswers?: boolean;
  /** For so long after a signal's first request only those come that were under way with it. Milliseconds. */
  pauseMillis?: number;
}

const upAfter = (seconds: number): Outage => ({
  name: `up after ${seconds} s`,
  perSecond: MODEST,
  seconds: seconds + 1,
  downAtStart: true,
  play: async (server) => {
    await delay(seconds * 1000);
    await server.up();
  },
});

/** The first request of each signal is answered 429. */
const retryAfter = (value: number, pauseMillis: number): Outage => ({
  name: `429 with Retry-After: ${value}`,
  perSecond: MODEST,
  seconds: 5,
  pauseMillis,
  play: async (server) => {
    const asked = new Set<Signal>();
    server.rule = ({ signal }) => {
      if (asked.has(signal)) return {};
      asked.add(signal);
      return { status: 429, headers: { 'retry-after': String(value) } };
    };
  },
});

const OUTAGES: Outage[] = [
  upAfter(5),
  upAfter(60),
  {
    name: 'dies after 10 s, back 30 s later',
    perSecond: MODEST,
    seconds: 45,
    lostAnswers: true,
    play: async (server) => {
      await delay(10_000);
      await server.down();
      await delay(30_000);
      await server.up();
    },
  },
  {
    name: 'a second up, a second down, for 60 s',
    perSecond: MODEST,
    seconds: 60,
    lostAnswers: true,
    play: async (server) => {
      for (let round = 0; round < 30; round++) {
        await delay(1000);
        await server.down();
        await delay(1000);
        await server.up();
      }
    },
  },
  {
    name: '70 % random 503 at 10,000 a second for 5 s',
    perSecond: TEN_THOUSAND,
    seconds: 5,
    play: async (server) => {
      server.rule = () => (Math.random() < 0.7 ? { status: 503 } : {});
    },
  },
  retryAfter(30, 29_900),
  // One day, clamped to a minute.
  retryAfter(86_400, 59_900),
];

const CASES = ['thread', 'inline'].flatMap((mode) => OUTAGES.map((outage) => ({ mode, ...outage })));
type Case = (typeof CASES)[number];

interface Result {
  outcome: WholeOutcome;
  server: OtlpServer;
  counts: Record<Signal, number>;
}

async function run({ mode, perSecond, seconds, play, downAtStart }: Case): Promise<Result> {
  await using server = await OtlpServer.start();
  if (downAtStart) await server.down();
  using app = await WholeApp.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
    TRACEBRIDGE_EXPORT: mode,
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
  });
  const played = play(server);
  const counts = await app.stream(perSecond, seconds);
  await played;
  // Not by the end's flush, which cuts pauses short: the records arrive by themselves.
  await server.until(() => SIGNALS.every((signal) => server.missing(signal, counts[signal]).length === 0));
  return { outcome: await app.end(10_000), server, counts };
}

/** All at the same time, because each takes up to a minute of waiting. */
const results = new Map<string, Promise<Result>>();
const key = ({ mode, name }: Case): string => `${mode} ${name}`;

beforeAll(() => {
  for (const outage of CASES) {
    const result = run(outage);
    result.catch(() => {});
    results.set(key(outage), result);
  }
});

test.each(CASES)(
  '$mode: $name: none lost',
  async (outage) => {
    const { outcome, server, counts } = await results.get(key(outage))!;
    expectUndisturbed(outcome, server, counts.logs, outage.lostAnswers);
    for (const signal of SIGNALS) {
      expect(counts[signal]).toBe(outage.perSecond[signal] * outage.seconds);
      expect(outcome.stats[signal]).toMatchObject({ rejected: 0, dropped: {}, queued: 0 });
      if (outage.pauseMillis === undefined) continue;
      const times = server.requests.filter((one) => one.signal === signal).map((one) => one.receivedAt);
      const early = times.filter((time) => time < times[0]! + outage.pauseMillis!);
      expect(early.length).toBeLessThanOrEqual(EXPORT_DEFAULTS.concurrency);
    }
  },
  TIMEOUT_MILLIS,
);
