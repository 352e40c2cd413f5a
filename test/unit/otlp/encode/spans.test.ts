import { createTraceState, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';
import { encodeResource, encodeScope, encodeSpan, ProtoWriter } from '../../../../src/otlp/encode/index.js';
import { type Decoded, decode, keyValues } from '../../../support/otlp-proto.js';

const normalizer = createNormalizer({ redactor: createRedactor() });
const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'api', 'process.pid': 7 }),
  spanLimits: { attributeCountLimit: 12, eventCountLimit: 3, linkCountLimit: 2 },
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
});
const tracer = provider.getTracer('tests', '1.2.3');

const remote = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
  traceState: createTraceState('vendor=value,other=1'),
  isRemote: true,
};
const remoteParent = trace.setSpanContext(ROOT_CONTEXT, remote);

function finished(): ReadableSpan {
  return exporter.getFinishedSpans().at(-1)!;
}

function ours(span: ReadableSpan): Decoded {
  const writer = new ProtoWriter(16);
  encodeSpan(writer, span, normalizer);
  return decode('Span', writer.finish());
}

function sdks(span: ReadableSpan): Decoded {
  const request = decode('TraceRequest', ProtobufTraceSerializer.serializeRequest([span])!);
  return request.resource_spans[0].scope_spans[0].spans[0];
}

test('a plain root span', () => {
  tracer.startSpan('root').end();
  expect(ours(finished())).toEqual(sdks(finished()));
  expect(ours(finished()).flags).toBe(0x101);
});

// Those that OpenTelemetry's conventions for URLs list.
test.each([
  'AWSAccessKeyId',
  'Signature',
  'sig',
  'X-Goog-Signature',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
])('url.query keeps no %s, also as the first parameter or the only one', (name) => {
  for (const query of [`${name}=abc`, `${name}=abc&page=2`, `page=2&${name}=abc`]) {
    tracer.startSpan('root', { attributes: { 'url.query': query, other: 'page=2' } }).end();
    const attributes = keyValues(ours(finished()).attributes);
    expect(attributes).toEqual({ 'url.query': query.replace('abc', '[REDACTED]'), other: 'page=2' });
  }
});

test('a span with everything', () => {
  const span = tracer.startSpan(
    'GET /ünïcode/{id}',
    {
      kind: SpanKind.SERVER,
      startTime: [1_700_000_000, 123_456_789],
      attributes: {
        'http.route': '/x',
        count: -3,
        ratio: 0.25,
        ok: true,
        list: ['a', 'b'],
        numbers: [1, 2.5],
      },
      links: [{ context: remote, attributes: { why: 'batch' } }, { context: { ...remote, isRemote: false } }],
    },
    remoteParent,
  );
  for (let index = 0; index < 20; index++) span.setAttribute(`extra.${index}`, 'x'.repeat(index * 20));
  for (let index = 0; index < 5; index++) span.addEvent(`event ${index}`, { index, text: 'é'.repeat(70) });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'it broke' });
  span.end([1_700_000_001, 999_999_999]);

  const decoded = ours(finished());
  expect(decoded).toEqual(sdks(finished()));
  expect(decoded).toMatchObject({
    flags: 0x301,
    kind: 2,
    parent_span_id: remote.spanId,
    trace_state: 'vendor=value,other=1',
    start_time_unix_nano: '1700000000123456789',
    end_time_unix_nano: '1700000001999999999',
    dropped_events_count: 2,
  });
});

test.each(Object.values(SpanKind).filter((kind) => typeof kind === 'number'))('kind %d', (kind) => {
  tracer.startSpan('kind', { kind }).end();
  expect(ours(finished()).kind).toBe(sdks(finished()).kind);
});

test.each([Symbol('x'), 5n, 'server', null, {}, Number.NaN])('%p is no kind and no status', (wrong) => {
  tracer.startSpan('wrong').end();
  const span = { ...finished(), spanContext: () => remote, kind: wrong, status: { code: wrong } };
  const { kind, status } = ours(span as never);
  expect(kind).toBe(1);
  expect(status.code).toBe(0);
});

test('secrets in names, attributes, events and status are masked', () => {
  const span = tracer.startSpan('GET https://u:hunter2@host/', {
    attributes: { 'db.password': 'hunter2', n: 1 },
  });
  span.addEvent('Bearer hunter2', { 'http.request.header.authorization': ['hunter2'] });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'password=hunter2' });
  span.end();
  const decoded = ours(finished());
  expect(JSON.stringify(decoded)).not.toContain('hunter2');
  expect(keyValues(decoded.attributes)).toEqual({ 'db.password': '[REDACTED]', n: 1 });
});

test('resource and scope', () => {
  tracer.startSpan('root').end();
  const request = decode('TraceRequest', ProtobufTraceSerializer.serializeRequest([finished()])!)
    .resource_spans[0];
  expect(decode('Resource', encodeResource(finished().resource.attributes))).toEqual(request.resource);
  expect(decode('Scope', encodeScope(finished().instrumentationScope))).toEqual(request.scope_spans[0].scope);
});
