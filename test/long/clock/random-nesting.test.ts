import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Attributes } from '../../../src/otlp/model/attributes.js';
import { REGISTER, ROOT } from '../../support/apps/run-app.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

interface Made {
  readonly way: string;
  readonly seq: number;
  /** Steps of the wall clock before it was made, or before the outermost span around it was. */
  steps: number;
  readonly time: bigint;
}

let receiver: TelemetryReceiver;
let all: Made[];

beforeAll(async () => {
  receiver = await TelemetryReceiver.start();
  const app = join(ROOT, 'test/fixtures/clock/random-nesting.cjs');
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), ['--require', REGISTER, app], {
    env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    stdio: 'ignore',
  });
  expect(await once(child, 'close')).toEqual([0, null]);
  all = everything();
}, 120_000);

afterAll(() => receiver.close());

const made = (attributes: Attributes, time: bigint): Made => ({
  way: String(attributes['test.way']),
  seq: Number(attributes['test.seq']),
  steps: Number(attributes['test.steps']),
  time,
});

/** Spans and records that the program made, 100,000 in all, in their order; records of `timed()` have no number. */
function everything(): Made[] {
  const spans = new Map(receiver.spans.map((span) => [span.spanId, span]));
  const stepsAt = (parentId: string, own: number): number => {
    const parent = spans.get(parentId);
    return parent === undefined ? own : stepsAt(parent.parentSpanId, Number(parent.attributes['test.steps']));
  };
  const found = receiver.spans.map((span) => {
    const one = made(span.attributes, span.startTimeUnixNano);
    return { ...one, steps: stepsAt(span.parentSpanId, one.steps) };
  });
  for (const log of receiver.logs) {
    if (log.body !== 'record') continue;
    const one = made(log.attributes, log.timeUnixNano);
    found.push({ ...one, steps: stepsAt(log.spanId, one.steps) });
  }
  return found.sort((one, other) => one.seq - other.seq);
}

test('every record lies within its span, every span and event within its parent', () => {
  const spans = new Map(receiver.spans.map((span) => [span.spanId, span]));
  const outside: unknown[] = [];
  const check = (time: bigint, spanId: string, what: unknown) => {
    const span = spans.get(spanId);
    if (span !== undefined && (time < span.startTimeUnixNano || time > span.endTimeUnixNano))
      outside.push(what);
  };
  for (const log of receiver.logs) check(log.timeUnixNano, log.spanId, log);
  for (const span of receiver.spans) {
    check(span.startTimeUnixNano, span.parentSpanId, span);
    check(span.endTimeUnixNano, span.parentSpanId, span);
    for (const event of span.events) check(event.timeUnixNano, span.spanId, event);
  }
  expect(receiver.logs.filter(({ spanId }) => spans.has(spanId)).length).toBeGreaterThan(30_000);
  expect(outside).toEqual([]);
});

test.each(['steady', 'forward', 'back', 'slow', 'fast'])('times rise strictly, the wall clock %s', (way) => {
  const own = all.filter((one) => one.way === way);
  expect(own.filter(({ seq }, index) => seq !== index)).toEqual([]);
  expect(own.length).toBeGreaterThanOrEqual(20_000);
  const latest = new Map<number, bigint>();
  const disordered = own.filter(({ steps, time }) => {
    // Back: what begins after a step is earlier than what was made before it.
    const group = way === 'back' ? steps : 0;
    const isLater = time > (latest.get(group) ?? 0n);
    latest.set(group, time);
    return !isLater;
  });
  expect(disordered).toEqual([]);
});

test('no step changes a duration', () => {
  const durations = receiver.spans.map((span) => Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e9);
  expect(Math.max(...durations)).toBeLessThan(60);
});
