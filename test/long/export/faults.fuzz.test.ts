import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { SIGNALS, type Signal } from '../../../src/otlp/signal.js';
import { NumberingChannel } from '../../support/export-channel.js';
import fc from '../../support/fast-check.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { partialSuccess, type ReceivedRequest, type Reply } from '../../support/otlp-server/reply.js';

const RUNS = 60;
/** Long enough for a busy machine: an answer that comes later counts as lost. */
const TIMEOUT_MILLIS = 700;
/** Where the loop stood still for so long, a request may well have waited for several such times, in either thread. */
const BUSY_MILLIS = 100;
/** Small, so that a run has many requests. */
const BATCH_RECORDS = 40;
/** A request that came so shortly before its connection was cut may have no answer. Milliseconds. */
const CUT_MILLIS = 50;

/** How one request is treated, as data: fast-check prints it when a run fails. */
type Act =
  | { reply: Reply }
  | { takenWithout: 'answer' | 'connection' }
  /** Refuses the first so many records, takes the others. */
  | { partial: number };

/** What the app and the network do, one after the other. */
type Step = { emit: Signal; count: number; bytes: number } | { waitMillis: number } | { downMillis: number };

const retryAfter = fc.constantFrom(
  undefined,
  '0',
  '1',
  'soon',
  '-1',
  '86400',
  'Thu, 01 Jan 1970 00:00:00 GMT',
);
const body = fc.constantFrom('', '<html>', '\0', 'x'.repeat(100_000), '{"partialSuccess":');

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Act>({ reply: {} }) },
  {
    weight: 4,
    arbitrary: fc
      .record({ status: fc.constantFrom(429, 502, 503, 504), after: retryAfter, body })
      .map(({ status, after, body }) => ({
        reply: { status, body, ...(after !== undefined && { headers: { 'retry-after': after } }) },
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ status: fc.constantFrom(302, 400, 401, 404, 413, 422, 500, 599), body })
      .map((reply) => ({ reply })),
  },
  { weight: 2, arbitrary: body.map((text) => ({ reply: { body: text } })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Act>(
      { reply: { reset: 'before-response' } },
      { reply: { reset: 'in-response' } },
      { reply: { reset: 'after-response' } },
      { reply: { hang: true } },
      { reply: { dripMillis: 10 } },
      { reply: { delayMillis: 20 } },
      { takenWithout: 'answer' },
      { takenWithout: 'connection' },
    ),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }).map((partial) => ({ partial })) },
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      emit: fc.constantFrom(...SIGNALS),
      count: fc.integer({ min: 1, max: 120 }),
      bytes: fc.oneof(fc.constant(0), fc.integer({ min: 60, max: 2000 }), fc.constant(10_000)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ waitMillis: fc.integer({ min: 0, max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ downMillis: fc.integer({ min: 0, max: 60 }) }) },
);

const plans = fc.record({
  acts: fc.array(acts, { maxLength: 25 }),
  steps: fc.array(steps, { minLength: 1, maxLength: 12 }),
});

function replyOf(act: Act, { numbers }: ReceivedRequest): Reply {
  if ('reply' in act) return act.reply;
  if ('takenWithout' in act) {
    return act.takenWithout === 'answer'
      ? { take: numbers, hang: true }
      : { take: numbers, reset: 'before-response' };
  }
  const refused = Math.min(act.partial, numbers.length);
  return { take: numbers.slice(refused), body: partialSuccess(refused, 'refused') };
}

function replyIn(act: Act | undefined): Reply {
  return act !== undefined && 'reply' in act ? act.reply : {};
}

async function check(mode: 'thread' | 'inline', plan: { acts: Act[]; steps: Step[] }): Promise<void> {
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  await using server = await OtlpServer.start();
  /** Records that the server took while the sender may not have learnt it. */
  const unanswered = { traces: new Set<number>(), metrics: new Set<number>(), logs: new Set<number>() };
  const cuts: number[] = [];
  server.rule = (request) => {
    const act = plan.acts[request.index] ?? { reply: {} };
    if ('takenWithout' in act) for (const number of request.numbers) unanswered[request.signal].add(number);
    return replyOf(act, request);
  };
  await using channel = new NumberingChannel(server.url, {
    mode,
    destination: { timeoutMillis: TIMEOUT_MILLIS },
    retry: {
      initialMillis: 5,
      maxMillis: 20,
      limitMillis: 60_000,
      minRetryAfterMillis: 5,
      maxRetryAfterMillis: 40,
    },
    batch: { maxRecords: BATCH_RECORDS, delayMillis: 10 },
  });
  const emitted: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
  for (const step of plan.steps) {
    if ('emit' in step) {
      const from = emitted[step.emit];
      emitted[step.emit] += step.count;
      channel.emit(step.emit, from, emitted[step.emit], step.bytes);
    } else if ('waitMillis' in step) {
      await delay(step.waitMillis);
    } else {
      cuts.push(performance.now());
      await server.down();
      await delay(step.downMillis);
      await server.up();
    }
  }
  await channel.channel.forceFlush(30_000);
  loop.disable();

  for (const { receivedAt, signal, numbers } of server.requests) {
    if (!cuts.some((cut) => cut >= receivedAt && cut - receivedAt < CUT_MILLIS)) continue;
    for (const number of numbers) unanswered[signal].add(number);
  }
  // Where the server itself cuts the answer, enough of it was sent.
  for (const { index, signal, numbers } of server.unheard)
    if (replyIn(plan.acts[index]).reset === undefined)
      for (const number of numbers) unanswered[signal].add(number);
  for (const signal of SIGNALS) {
    const { accepted, delivered, rejected, dropped, queued } = channel.stats(signal);
    expect({ accepted, queued, dropped }).toEqual({ accepted: emitted[signal], queued: 0, dropped: {} });
    expect(accepted).toBe(delivered + rejected);
    // Taken, refused when it was sent again, and so counted as rejected.
    const both = server.distinct(signal).size - delivered;
    expect(both).toBeGreaterThanOrEqual(0);
    // On a machine that was that busy an answer may have come in time and been read too late: then a duplicate is no fault,
    // and nothing here tells the two apart. That all records arrive and the account is even holds all the same. A timeout
    // that such a machine keeps is no way out: each request that hangs takes it whole.
    if (loop.max / 1e6 > BUSY_MILLIS) continue;
    expect(both).toBeLessThanOrEqual(unanswered[signal].size);
    const seen = new Set<number>();
    for (const { number } of server.taken[signal]) {
      if (seen.has(number)) expect(unanswered[signal]).toContain(number);
      seen.add(number);
    }
  }
}

test.each(['thread', 'inline'] as const)(
  '%s: whatever the collector does, the account is even and duplicates come only of lost answers',
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(plans, (plan) => check(mode, plan)),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  180_000,
);
