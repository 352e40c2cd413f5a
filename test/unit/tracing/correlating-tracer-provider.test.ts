import { context, isSpanContextValid, ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ensureContextManager } from '../../../src/correlation/context-manager.js';
import { correlationIdToTraceId } from '../../../src/correlation/correlation-id.js';
import { CorrelationScope, setScope, withCorrelationId } from '../../../src/correlation/scope.js';
import { CorrelatingTracerProvider } from '../../../src/tracing/correlating-tracer-provider.js';
import { BridgeIdGenerator } from '../../../src/tracing/id-generator.js';

const exporter = new InMemorySpanExporter();
const idGenerator = new BridgeIdGenerator();
const provider = new CorrelatingTracerProvider(
  new TracerProvider({ idGenerator, spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  idGenerator,
);
const tracer = provider.getTracer('test');

beforeAll(() => ensureContextManager());
beforeEach(() => exporter.reset());

const finished = () => exporter.getFinishedSpans();

test('a root span gets the trace ID of its correlation ID, and no parent', () => {
  withCorrelationId('order-1', () => tracer.startSpan('root').end());
  const [span] = finished();
  expect(span?.spanContext().traceId).toBe(correlationIdToTraceId('order-1'));
  expect(span?.parentSpanContext).toBeUndefined();
  expect(span?.attributes).toMatchObject({ correlation_id: 'order-1' });
});

test('the context given counts, not the active one', () => {
  const given = setScope(ROOT_CONTEXT, new CorrelationScope('given'));
  withCorrelationId('active', () => tracer.startSpan('root', { kind: SpanKind.SERVER }, given).end());
  expect(finished()[0]?.attributes.correlation_id).toBe('given');
  expect(finished()[0]?.spanContext().traceId).toBe(correlationIdToTraceId('given'));
});

test('children stay in their trace and carry the correlation ID', () => {
  withCorrelationId('order-2', () => {
    tracer.startActiveSpan('parent', (parent) => {
      tracer.startActiveSpan('child', { kind: SpanKind.CLIENT }, (child) => child.end());
      tracer.startActiveSpan('other', {}, context.active(), (child) => child.end());
      parent.end();
    });
  });
  const traceId = correlationIdToTraceId('order-2');
  expect(finished().map((span) => span.spanContext().traceId)).toEqual([traceId, traceId, traceId]);
  expect(finished().map((span) => span.attributes.correlation_id)).toEqual(Array(3).fill('order-2'));
});

test('root: true starts a trace of its own', () => {
  withCorrelationId('order-3', () => tracer.startSpan('own', { root: true }).end());
  expect(finished()[0]?.spanContext().traceId).not.toBe(correlationIdToTraceId('order-3'));
});

test('without a scope the correlation ID is the trace ID as a UUID, of version 4', () => {
  tracer.startSpan('alone').end();
  const [span] = finished();
  const id = String(span?.attributes.correlation_id);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(id.replaceAll('-', '')).toBe(span?.spanContext().traceId);
});

test('a scope with a link gives the root span that link and a random trace ID', () => {
  const link = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
  const scope = new CorrelationScope('order-4', { link, derivesTraceId: false });
  tracer.startSpan('root', {}, setScope(ROOT_CONTEXT, scope)).end();
  const [span] = finished();
  expect(span?.links).toMatchObject([{ context: link }]);
  expect(span?.spanContext().traceId).not.toBe(correlationIdToTraceId('order-4'));
});

test('attributes that the SDK throws on start the span all the same', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  let deep: Record<string, unknown> = {};
  for (let depth = 0; depth < 50_000; depth++) deep = { deep };
  tracer.startSpan('hostile', { attributes: { cycle, deep, good: 1 } as never }).end();
  expect(finished()[0]?.attributes).toMatchObject({ good: 1 });
});

test('a prepared trace ID is used once, random IDs are valid and differ', () => {
  const generator = new BridgeIdGenerator();
  generator.prepare('c'.repeat(32));
  expect(generator.generateTraceId()).toBe('c'.repeat(32));
  const ids = Array.from({ length: 2000 }, () => ({
    traceId: generator.generateTraceId(),
    spanId: generator.generateSpanId(),
    traceFlags: TraceFlags.NONE,
  }));
  expect(ids.every(isSpanContextValid)).toBe(true);
  expect(new Set(ids.map(({ traceId }) => traceId)).size).toBe(2000);
  expect(new Set(ids.map(({ spanId }) => spanId)).size).toBe(2000);
  expect(trace.isSpanContextValid(ids[0] as never)).toBe(true);
});
