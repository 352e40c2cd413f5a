import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { correlationIdToTraceId } from '../../../src/correlation/correlation-id.js';
import { setOutgoingRequest } from '../../../src/correlation/outgoing-request.js';
import { CorrelationPropagator } from '../../../src/correlation/propagator.js';
import { CorrelationScope, getScope, setScope } from '../../../src/correlation/scope.js';
import { type CorrelationSettings, DEFAULT_CORRELATION_SETTINGS } from '../../../src/correlation/settings.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;
const AS_UUID = '0af76519-16cd-43dd-8448-eb211c80319c';
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const create = (settings: Partial<CorrelationSettings> = {}) =>
  new CorrelationPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
    { ...DEFAULT_CORRELATION_SETTINGS, ...settings },
  );

const extract = (headers: Record<string, string>, settings?: Partial<CorrelationSettings>) => {
  const ctx = create(settings).extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  return { ctx, scope: getScope(ctx), remote: trace.getSpanContext(ctx) };
};

const inject = (ctx = ROOT_CONTEXT, settings?: Partial<CorrelationSettings>) => {
  const carrier: Record<string, string> = {};
  create(settings).inject(ctx, carrier, defaultTextMapSetter);
  return carrier;
};

describe('extract', () => {
  test('a correlation ID alone gives the trace ID of the root span, and no remote parent', () => {
    const { scope, remote } = extract({ 'x-correlation-id': 'order-1' });
    expect(scope?.correlationId).toBe('order-1');
    expect(scope?.rootTraceId).toBe(correlationIdToTraceId('order-1'));
    expect(remote).toBeUndefined();
  });

  test('a valid traceparent wins for the trace, the correlation ID stays as given', () => {
    const { scope, remote } = extract({ 'x-correlation-id': 'order-1', traceparent: TRACEPARENT });
    expect(scope?.correlationId).toBe('order-1');
    expect(remote).toMatchObject({ traceId: TRACE_ID, isRemote: true });
  });

  test('a traceparent alone: its trace ID, as a UUID, is the correlation ID', () => {
    expect(extract({ traceparent: TRACEPARENT }).scope?.correlationId).toBe(AS_UUID);
  });

  test('neither: a new UUID, whose digits are the trace ID', () => {
    const { scope, remote } = extract({});
    expect(scope?.correlationId).toMatch(UUID_V4);
    expect(scope?.rootTraceId).toBe(scope?.correlationId.replaceAll('-', ''));
    expect(remote).toBeUndefined();
  });

  test.each([
    ['another version', `ff-${TRACE_ID}-b7ad6b7169203331-01`],
    ['an all-zero trace ID', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['an all-zero span ID', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['upper case', TRACEPARENT.toUpperCase()],
    ['too short', TRACEPARENT.slice(0, 40)],
    ['text after version 00', `${TRACEPARENT}-extra`],
    ['nothing', ''],
  ])('a traceparent with %s counts as none', (_name, traceparent) => {
    const { scope, remote } = extract({ 'x-correlation-id': 'order-1', traceparent });
    expect(remote).toBeUndefined();
    expect(scope?.rootTraceId).toBe(correlationIdToTraceId('order-1'));
  });

  test.each([['a b'], ['a, b'], ['ä'], ['a\r\nx: y'], ['x'.repeat(129)], ['']])('%p is replaced', (id) => {
    expect(extract({ 'x-correlation-id': id }).scope?.correlationId).toMatch(UUID_V4);
    expect(extract({ 'x-correlation-id': id, traceparent: TRACEPARENT }).scope?.correlationId).toBe(AS_UUID);
  });

  test('trust link: a trace of its own that links to the incoming one', () => {
    const { scope, remote } = extract(
      { 'x-correlation-id': 'order-1', traceparent: TRACEPARENT },
      { trust: 'link' },
    );
    expect(remote).toBeUndefined();
    expect(scope).toMatchObject({ correlationId: 'order-1', link: { traceId: TRACE_ID } });
    expect(scope?.rootTraceId).toBeUndefined();
  });

  test('trust ignore: nothing that came in counts', () => {
    const { scope, remote } = extract(
      { 'x-correlation-id': 'order-1', traceparent: TRACEPARENT },
      { trust: 'ignore' },
    );
    expect(remote).toBeUndefined();
    expect(scope?.correlationId).toMatch(UUID_V4);
    expect(scope?.link).toBeUndefined();
  });

  test('baggage counts only when it is switched on, and is checked', () => {
    const headers = { baggage: 'correlation_id=from-baggage' };
    expect(extract(headers).scope?.correlationId).toMatch(UUID_V4);
    expect(extract(headers, { baggage: true }).scope?.correlationId).toBe('from-baggage');
    const forged = extract({ baggage: 'correlation_id=a%0d%0ab' }, { baggage: true });
    expect(forged.scope?.correlationId).toMatch(UUID_V4);
  });
});

describe('inject', () => {
  const ctx = setScope(
    trace.setSpanContext(ROOT_CONTEXT, {
      traceId: TRACE_ID,
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.SAMPLED,
    }),
    new CorrelationScope('order-1'),
  );

  test('sends the correlation ID beside traceparent', () => {
    expect(inject(ctx)).toEqual({
      'x-correlation-id': 'order-1',
      traceparent: TRACEPARENT,
      tracestate: 'tracebridge=order-1',
    });
  });

  test('outside of any context sends nothing', () => {
    expect(inject()).toEqual({});
  });

  test('hosts that are not listed get nothing', () => {
    const propagatesTo = (host: string) => host === 'inside.example';
    setOutgoingRequest({ host: 'outside.example', hasCorrelationId: false });
    expect(inject(ctx, { propagatesTo })).toEqual({});
    setOutgoingRequest({ host: 'inside.example', hasCorrelationId: false });
    expect(inject(ctx, { propagatesTo })).toHaveProperty('traceparent');
  });

  test('an ID that the app set itself is not overwritten', () => {
    setOutgoingRequest({ host: 'a', hasCorrelationId: true });
    expect(inject(ctx)).not.toHaveProperty('x-correlation-id');
  });

  test('baggage carries it too when switched on, beside what is there', () => {
    const withBaggage = propagation.setBaggage(ctx, propagation.createBaggage({ tenant: { value: 't' } }));
    expect(inject(withBaggage).baggage).toBe('tenant=t');
    expect(inject(withBaggage, { baggage: true }).baggage).toBe('tenant=t,correlation_id=order-1');
  });
});
