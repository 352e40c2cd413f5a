import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { hostMatcher } from '../../../src/config/hosts.js';
import { correlationIdToTraceId, isCorrelationId } from '../../../src/correlation/correlation-id.js';
import { CorrelationPropagator } from '../../../src/correlation/propagator.js';
import { CorrelationScope, getCorrelationId, setScope } from '../../../src/correlation/scope.js';
import { StrictTraceContextPropagator } from '../../../src/correlation/tracestate.js';

const TRACE_ID = '6e8bc4309c3a11d996690800200c9a66';
const SPAN_ID = '0102030405060708';
const propagator = (trust: 'continue' | 'link' | 'ignore' = 'continue') =>
  new CorrelationPropagator(new StrictTraceContextPropagator(), {
    trust,
    baggage: false,
    propagatesTo: hostMatcher(undefined),
  });

const extract = (headers: Record<string, string>, trust?: 'link' | 'ignore') =>
  propagator(trust).extract(ROOT_CONTEXT, headers, defaultTextMapGetter);

function inject(ctx = ROOT_CONTEXT): Record<string, string> {
  const headers: Record<string, string> = {};
  propagator().inject(ctx, headers, defaultTextMapSetter);
  return headers;
}

/** What a service that knows only W3C trace context hands on. */
const onlyW3C = ({ traceparent = '', tracestate = '' }) => ({
  traceparent,
  ...(tracestate && { tracestate }),
});

const inTrace = (correlationId: string, spanContext: Partial<SpanContext> = {}) =>
  setScope(
    trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, ...spanContext }),
    new CorrelationScope(correlationId),
  );

test.each([
  'order-88',
  'a=b==',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '6E8BC430-9C3A-11D9-9669-0800200C9A66',
  'x'.repeat(128),
  'user@example.com:42/+',
])('%s survives a service that knows only W3C trace context', (id) => {
  const headers = inject(inTrace(id));
  expect(getCorrelationId(extract(onlyW3C(headers)))).toBe(id);
  expect(getCorrelationId(extract(onlyW3C(inject(extract(onlyW3C(headers))))))).toBe(id);
  expect(getCorrelationId(extract(onlyW3C(headers), 'link'))).toBe(id);
  expect(getCorrelationId(extract(onlyW3C(headers), 'ignore'))).not.toBe(id);
});

test('an ID that the trace ID tells needs no member, and takes away that of another', () => {
  expect(inject(inTrace('6e8bc430-9c3a-11d9-9669-0800200c9a66')).tracestate).toBeUndefined();
  const ctx = extract({
    ...onlyW3C(inject(inTrace('order-88'))),
    'x-correlation-id': '6e8bc430-9c3a-11d9-9669-0800200c9a66',
  });
  expect(inject(ctx).tracestate ?? '').not.toContain('tracebridge');
});

test('members of others stay, in their order, as many as may', () => {
  const others = Array.from({ length: 32 }, (_, index) => `k${index}=v`);
  const ctx = extract({
    traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
    tracestate: others.join(','),
    'x-correlation-id': 'order-88',
  });
  expect(inject(ctx).tracestate).toBe(['tracebridge=order-88', ...others.slice(0, 31)].join(','));
});

test('large members give way before others', () => {
  const large = `l=${'v'.repeat(200)}`;
  const ctx = extract({
    traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
    tracestate: `a=1,${large},b=2,m${large},n${large},c=3`,
    'x-correlation-id': 'order-88',
  });
  expect(inject(ctx).tracestate).toBe(`tracebridge=order-88,a=1,${large},b=2,m${large},c=3`);
});

test.each(['', ' , ', 'tracebridge=no id'])('%j is not sent on as an empty tracestate', (tracestate) => {
  const ctx = extract({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, tracestate });
  expect(inject(ctx)).not.toHaveProperty('tracestate');
});

test.each(['a b', 'x~', '', 'ä', '"'])('a member with the value %j is no ID', (value) => {
  const ctx = extract({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, tracestate: `tracebridge=${value}` });
  const id = getCorrelationId(ctx) as string;
  expect(id === 'x=' || id === '6e8bc430-9c3a-11d9-9669-0800200c9a66').toBe(true);
});

describe('malformed tracestate is dropped as a whole', () => {
  test.each([
    Array.from({ length: 33 }, (_, index) => `k${index}=v`).join(','),
    'foo=1,bar=\u0001',
    'foo=1=2',
    '@foo=1',
    `${'z'.repeat(257)}=1`,
    'FOO=1',
    'foo',
  ])('%s', (tracestate) => {
    const ctx = extract({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, tracestate });
    expect(trace.getSpanContext(ctx)).toMatchObject({ traceId: TRACE_ID });
    expect(trace.getSpanContext(ctx)?.traceState?.serialize() ?? '').toBe('');
  });
});

test('the vectors of docs/correlation-id.md', () => {
  const file = join(__dirname, '../../../docs/correlation-id/vectors.json');
  const { traceIds, notAccepted } = JSON.parse(readFileSync(file, 'utf8'));
  expect(traceIds.length).toBeGreaterThan(20);
  for (const { correlationId, traceId } of traceIds)
    expect(correlationIdToTraceId(correlationId)).toBe(traceId);
  for (const text of notAccepted) expect(isCorrelationId(text)).toBe(false);
});
