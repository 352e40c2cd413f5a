import {
  type Context,
  context,
  createTraceState,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { parseKeepRules } from '../../../../src/config/keep-rules.js';
import { UNIT_ROOT } from '../../../../src/core/globals.js';
import { withCorrelationId } from '../../../../src/correlation/scope.js';
import { COUNTERS_BYTES, Counters } from '../../../../src/export/counters.js';
import { keepTrace } from '../../../../src/keep/keep-trace.js';
import { activeUnit, Keeper, setKeeper, unitOf } from '../../../../src/keep/keeper.js';
import { KeepPolicy } from '../../../../src/keep/policy.js';
import { RecordedSpan } from '../../../../src/tracing/recording/recorded-span.js';
import { DeferredSpan } from '../../../../src/tracing/timed/deferred-span.js';
import { startTestSdk, type TestSdk } from '../../../support/sdk.js';

const LIMITS = { unitRecords: 100, unitBytes: 10_000, unitAgeMillis: 60_000, maxBytes: 100_000 };
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const REMOTE = { traceId: TRACE_ID, spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: true };

let sdk: TestSdk;
let keeper: Keeper;

function begin(options: Parameters<typeof startTestSdk>[0] = {}): void {
  sdk = startTestSdk(options);
  const counters = new Counters(new SharedArrayBuffer(COUNTERS_BYTES));
  keeper = new Keeper(new KeepPolicy(parseKeepRules('errors,0%')!), LIMITS, counters);
  setKeeper(keeper);
}

function judgeBy(rules: string): void {
  keeper.end();
  keeper = new Keeper(new KeepPolicy(parseKeepRules(rules)!), LIMITS, keeper.account);
  setKeeper(keeper);
}

afterEach(async () => {
  keeper.end();
  await sdk.stop();
});

const start = (ctx: Context = ROOT_CONTEXT, options: SpanOptions = {}): Span =>
  trace.getTracer('test').startSpan('span', options, ctx);
const inside = (span: Span): Context => trace.setSpan(ROOT_CONTEXT, span);

describe.each([
  ['recorded', {}],
  ['left out by the sampler', { sampler: new AlwaysOffSampler() }],
])('spans that are %s', (_, options) => {
  beforeEach(() => begin(options));

  test('have the unit of the span above them in this process', () => {
    const root = start();
    const child = start(inside(root));
    expect(unitOf(root)).toBeDefined();
    expect(unitOf(start(inside(child)))).toBe(unitOf(root));
    expect(activeUnit(inside(child))).toBe(unitOf(root));
  });

  test('begin a unit of their own without a parent, below a remote one, and where it is asked for', () => {
    const remote = trace.setSpanContext(ROOT_CONTEXT, REMOTE);
    const outer = start();
    const asked: SpanOptions = { root: true };
    const job = { [UNIT_ROOT]: true } as SpanOptions;
    const all = [
      outer,
      start(),
      start(remote),
      start(remote),
      start(inside(outer), asked),
      start(inside(outer), job),
    ];
    expect(new Set(all.map(unitOf)).size).toBe(6);
  });

  test('end their unit, as a failure or not, only as its first', () => {
    const [root, failing] = [start(), start()];
    start(inside(root)).end();
    expect(unitOf(root)?.verdict).toBeUndefined();
    root.end();
    root.end();
    failing.setStatus({ code: SpanStatusCode.ERROR }).end();
    expect(unitOf(root)?.verdict).toMatchObject({ isKept: false, reason: 'rules' });
    expect(unitOf(failing)?.verdict).toMatchObject({ isKept: true, reason: 'errors' });
  });

  test('fail their unit, also as one of many', () => {
    const root = start();
    start(inside(root)).setStatus({ code: SpanStatusCode.ERROR }).end();
    expect(unitOf(root)?.isKept).toBe(true);
  });

  test('are judged by the route that is told while they run', () => {
    judgeBy('0%,route:/orders/:id=all');
    const [known, other] = [start(), start()];
    known.setAttribute('http.route', '/orders/:id').end();
    other.setAttribute('http.route', '/users/:id').end();
    expect([known, other].map((span) => unitOf(span)?.isKept)).toEqual([true, false]);
  });

  test('are kept by keepTrace(), which does nothing elsewhere', () => {
    const root = start();
    keepTrace();
    context.with(inside(start(inside(root))), keepTrace);
    expect(unitOf(root)?.verdict).toMatchObject({ isKept: true, reason: 'asked' });
  });

  test('that are made when something asks for them belong to their parent’s unit', () => {
    const root = start();
    const tracer = trace.getTracer('test');
    const child = new DeferredSpan(tracer, 'deferred', {}, inside(root));
    expect(unitOf(child)).toBe(unitOf(root));
    expect(child.isStarted).toBe(false);
    const own = new DeferredSpan(tracer, 'deferred', {}, ROOT_CONTEXT);
    expect([unitOf(own), own.isStarted]).toEqual([undefined, false]);
    context.with(inside(own), keepTrace);
    expect([unitOf(own)?.isKept, own.isStarted]).toEqual([true, true]);
  });
});

test('a root whose times the app gives is slow by them', () => {
  begin();
  judgeBy('slow:1s');
  const startTime = Date.now() - 5000;
  const [slow, quick] = [start(ROOT_CONTEXT, { startTime }), start(ROOT_CONTEXT, { startTime })];
  slow.end(startTime + 1000);
  quick.end(startTime + 999);
  expect([slow, quick].map((span) => unitOf(span)?.isKept)).toEqual([true, false]);
});

test('without rules there are no units', () => {
  begin();
  keeper.end();
  expect(unitOf(start())).toBeUndefined();
  context.with(inside(start()), keepTrace);
});

test('a span that was left out takes whatever a span takes', () => {
  begin({ sampler: new AlwaysOffSampler() });
  const span = start(ROOT_CONTEXT, { attributes: { a: 1 } });
  const same = span
    .setAttributes({ b: 1 })
    .addEvent('event')
    .addLink({ context: REMOTE })
    .addLinks([])
    .updateName('other')
    .setAttribute('c', 1);
  span.recordException(new Error('no'));
  expect(same).toBe(span);
  expect(span.isRecording()).toBe(false);
  expect(span.spanContext()).toMatchObject({ traceFlags: 0 });
});

test('what a span stands for is in its trace state, beside what was there', () => {
  begin();
  const remote = { ...REMOTE, traceState: createTraceState('vendor=x') };
  const span = start(trace.setSpanContext(ROOT_CONTEXT, remote)) as RecordedSpan;
  expect(span).toBeInstanceOf(RecordedSpan);
  span.end();
  span.keepThreshold('fd70a');
  expect(span.spanContext().traceState?.serialize()).toBe('ot=th:fd70a,vendor=x');
  expect(span.spanContext()).toMatchObject({ traceId: TRACE_ID, traceFlags: 1 });
});

test('a trace ID that ends in a host’s number gets randomness, which children and headers carry', () => {
  begin();
  const uuid = 'c232ab00-9414-11ec-b3c8-9f6bdeced846';
  const root = withCorrelationId(uuid, () => trace.getTracer('test').startSpan('root'));
  const { traceId, traceState } = root.spanContext();
  expect(traceId).toBe(uuid.replaceAll('-', ''));
  expect(traceState?.get('ot')).toBe(`rv:${unitOf(root)?.randomness}`);
  expect(start(inside(root)).spanContext().traceState).toBe(traceState);
});
