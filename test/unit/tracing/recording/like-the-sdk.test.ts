import { type HrTime, ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { defaultResource } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  SimpleSpanProcessor,
  type SpanLimits,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { RecordingTracerProvider } from '../../../../src/tracing/recording/recording-tracer-provider.js';
import fc from '../../../support/fast-check.js';

/** Spans of the bridge's tracer and of the SDK's, after the same calls. */
class Pair {
  readonly #exporters = [new InMemorySpanExporter(), new InMemorySpanExporter()] as const;
  readonly tracers: readonly [Tracer, Tracer];

  constructor({ sampler, limits = {} }: { sampler?: Sampler | undefined; limits?: SpanLimits } = {}) {
    const [own, sdk] = this.#exporters.map((exporter) => [new SimpleSpanProcessor({ exporter })]);
    this.tracers = [
      new RecordingTracerProvider({
        resource: defaultResource(),
        processors: own!,
        sampler,
        limits,
      }).getTracer('t', '1', { schemaUrl: 'https://example.com/schema' }),
      new TracerProvider({
        resource: defaultResource(),
        spanProcessors: sdk!,
        // The correlation ID is one of the attributes that the limit is for.
        spanLimits: { ...limits, attributeCountLimit: Math.max(0, (limits.attributeCountLimit ?? 128) - 1) },
        ...(sampler && { sampler }),
      }).getTracer('t', '1', { schemaUrl: 'https://example.com/schema' }),
    ];
  }

  run(calls: (tracer: Tracer) => void): void {
    for (const tracer of this.tracers) calls(tracer);
  }

  /** Without the IDs, the times that the clock gave, and the correlation ID that only ours has. */
  expectAlike(): void {
    const [own, sdk] = this.#exporters.map((exporter) => exporter.getFinishedSpans().map(comparable));
    expect(own).toEqual(sdk);
  }

  get spans(): readonly [ReadableSpan[], ReadableSpan[]] {
    return [this.#exporters[0].getFinishedSpans(), this.#exporters[1].getFinishedSpans()];
  }
}

const GIVEN_TIMES = 3_000_000_000;

/** Times of the clock differ between the two runs; those that calls gave lie in the far future. */
function time([seconds, nanos]: HrTime): unknown {
  return seconds >= GIVEN_TIMES ? [seconds, nanos] : 'now';
}

function comparable(span: ReadableSpan) {
  const { correlation_id: _, ...attributes } = span.attributes;
  return {
    name: span.name,
    kind: span.kind,
    parent: span.parentSpanContext?.isRemote ? span.parentSpanContext : undefined,
    flags: span.spanContext().traceFlags,
    traceState: span.spanContext().traceState?.serialize(),
    startTime: time(span.startTime),
    endTime: time(span.endTime),
    hasDuration: span.duration[0] >= 0 && span.duration[1] >= 0,
    status: span.status,
    attributes: { ...attributes },
    links: span.links,
    events: span.events.map((event) => ({ ...event, time: time(event.time) })),
    ended: span.ended,
    scope: span.instrumentationScope,
    resource: span.resource.attributes,
    dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
  };
}

const linked = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };

const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.constant(10n),
  fc.constant(Symbol('s')),
  fc.constant(() => {}),
  fc.constant(new Date(0)),
  fc.constant(new Map([['a', 1]])),
  fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.constant(undefined)), { maxLength: 4 }),
  fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), fc.integer(), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  fc.uint8Array({ maxLength: 6 }),
);
const key = fc.oneof(fc.constantFrom('a', 'b', 'c', 'http.route', ''), fc.string({ maxLength: 3 })).filter(
  // Ours keeps it as plain data; in the SDK's objects it is the prototype.
  (name) => name !== '__proto__' && name !== 'correlation_id',
);
const attributes = fc.option(fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true }), {
  nil: undefined,
});
const instant = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 0, max: 1e6 }).map((millis) => GIVEN_TIMES * 1000 + millis),
  fc.integer({ min: 0, max: 1e6 }).map((millis) => new Date(GIVEN_TIMES * 1000 + millis)),
  fc.integer({ min: 0, max: 1e6 }).map((nanos): HrTime => [GIVEN_TIMES, nanos]),
);
const exception = fc.oneof(
  fc.constantFrom('text', ''),
  fc.record(
    {
      name: fc.string(),
      message: fc.string(),
      stack: fc.string(),
      code: fc.oneof(fc.string(), fc.integer()),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
);
type Call = (span: Span) => unknown;
const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(key, value).map(
    ([k, v]) =>
      (span: Span) =>
        span.setAttribute(k, v as never),
  ),
  attributes.map((all) => (span: Span) => span.setAttributes((all ?? {}) as never)),
  fc.tuple(fc.string(), attributes, instant).map(
    ([n, a, t]) =>
      (span: Span) =>
        span.addEvent(n, a as never, t),
  ),
  fc.tuple(fc.string(), instant).map(
    ([n, t]) =>
      (span: Span) =>
        span.addEvent(n, t),
  ),
  attributes.map((a) => (span: Span) => span.addLink({ context: linked, attributes: a as never })),
  attributes.map(
    (a) => (span: Span) => span.addLinks([{ context: linked }, { context: linked, attributes: a as never }]),
  ),
  fc.tuple(fc.constantFrom(0, 1, 2), fc.option(fc.string(), { nil: undefined })).map(
    ([code, message]) =>
      (span: Span) =>
        span.setStatus({ code, message }),
  ),
  fc.string().map((name) => (span: Span) => span.updateName(name)),
  fc.tuple(exception, instant).map(
    ([e, t]) =>
      (span: Span) =>
        span.recordException(e as never, t),
  ),
  instant.map((t) => (span: Span) => span.end(t)),
);
const limits = fc.record(
  {
    attributeCountLimit: fc.integer({ min: 0, max: 4 }),
    attributeValueLengthLimit: fc.integer({ min: 0, max: 6 }),
    eventCountLimit: fc.integer({ min: 0, max: 3 }),
    linkCountLimit: fc.integer({ min: 1, max: 3 }),
    attributePerEventCountLimit: fc.integer({ min: 0, max: 2 }),
    attributePerLinkCountLimit: fc.integer({ min: 0, max: 2 }),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const options = fc.record(
  {
    kind: fc.constantFrom(
      ...(Object.values(SpanKind).filter((kind) => typeof kind === 'number') as SpanKind[]),
    ),
    attributes,
    links: fc.array(
      attributes.map((a) => ({ context: linked, attributes: a as never })),
      { maxLength: 4 },
    ),
    startTime: instant,
    root: fc.boolean(),
  },
  { requiredKeys: [], noNullPrototype: true },
);

test('the same calls make the same span', () => {
  fc.assert(
    fc.property(
      fc.string(),
      options,
      fc.array(call, { maxLength: 12 }),
      limits,
      (name, opts, calls, limit) => {
        const pair = new Pair({ limits: limit });
        pair.run((tracer) => {
          const span = tracer.startSpan(name, opts as never, ROOT_CONTEXT);
          for (const each of calls) each(span);
          span.end();
        });
        pair.expectAlike();
      },
    ),
    { numRuns: 2000 },
  );
});

const recordOnly: Sampler = {
  shouldSample: () => ({ decision: SamplingDecision.RECORD, attributes: { sampler: 'own', a: 2 } }),
  toString: () => 'recordOnly',
};

test.each<[string, Sampler | undefined]>([
  ['the default', undefined],
  ['always off', new AlwaysOffSampler()],
  ['parent-based, off at the root', new ParentBasedSampler({ root: new AlwaysOffSampler() })],
  ['by ratio', new TraceIdRatioBasedSampler(0)],
  ['one that records without sampling and adds attributes', recordOnly],
])('sampler: %s', (_, sampler) => {
  const remote = (traceFlags: number) =>
    trace.setSpanContext(ROOT_CONTEXT, {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags,
      isRemote: true,
    });
  const invalid = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0'.repeat(32), spanId: '', traceFlags: 1 });
  for (const parent of [ROOT_CONTEXT, remote(0), remote(1), invalid]) {
    const pair = new Pair({ sampler });
    const started: Span[] = [];
    pair.run((tracer) => {
      const span = tracer.startSpan('parent', { attributes: { a: 1 } }, parent);
      const child = tracer.startSpan('child', {}, trace.setSpan(parent, span));
      started.push(span, child);
      child.end();
      span.end();
    });
    const [own, ownChild, sdk, sdkChild] = started as [Span, Span, Span, Span];
    for (const [one, other] of [
      [own, sdk],
      [ownChild, sdkChild],
    ] as const) {
      expect(one.isRecording()).toBe(other.isRecording());
      expect(one.spanContext().traceFlags).toBe(other.spanContext().traceFlags);
    }
    expect(ownChild.spanContext().traceId).toBe(own.spanContext().traceId);
    pair.expectAlike();
  }
});

test('a step of the wall clock changes no duration', () => {
  const pair = new Pair();
  const clock = jest.spyOn(Date, 'now');
  try {
    pair.run((tracer) => {
      clock.mockReturnValue(1_700_000_000_000);
      const span = tracer.startSpan('long');
      clock.mockReturnValue(1_700_003_600_000);
      span.end();
    });
  } finally {
    clock.mockRestore();
  }
  for (const [span] of pair.spans) expect(span!.duration[0]).toBe(0);
});

test('an end before the start is a duration of 0', () => {
  const pair = new Pair();
  pair.run((tracer) => tracer.startSpan('odd', { startTime: 5_000_000_000_000 }).end(4_000_000_000_000));
  for (const [span] of pair.spans)
    expect([span!.duration, span!.endTime]).toEqual([
      [0, 0],
      [5_000_000_000, 0],
    ]);
});

test('readings of performance.now() are times too', () => {
  const pair = new Pair();
  const reading = performance.now();
  pair.run((tracer) => tracer.startSpan('perf', { startTime: reading }).end(reading + 1));
  for (const [span] of pair.spans) expect(span!.duration[0]).toBe(0);
  const [[own], [sdk]] = pair.spans;
  expect(Math.abs(own!.startTime[0] - sdk!.startTime[0])).toBeLessThanOrEqual(1);
});

test.each([
  [0, {}],
  [1, { correlation_id: expect.any(String) }],
  [2, { a: 'aaaaa', correlation_id: expect.any(String) }],
])('with room for %d attributes the correlation ID is one of them', (attributeCountLimit, expected) => {
  const pair = new Pair({ limits: { attributeCountLimit, attributeValueLengthLimit: 5 } });
  pair.run((tracer) => tracer.startSpan('full', { attributes: { a: 'aaaaaaa', b: 'b', c: 'c' } }).end());
  const [[own]] = pair.spans;
  expect({ ...own!.attributes }).toEqual(expected);
  for (const value of Object.values(own!.attributes)) expect(String(value).length).toBeLessThanOrEqual(5);
});
