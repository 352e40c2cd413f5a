import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { carrierOf, jobCarrier, readCarrier } from '../../../src/workers/carrier.js';
import fc from '../../support/fast-check.js';
import { anyValues } from '../../support/hostile-values.js';

const RUNS = process.env.CI ? 10_000 : 500;

test('outside of any context there is nothing to carry', () => {
  expect(jobCarrier()).toEqual({});
});

test('any span context that is carried is read again, through JSON', () => {
  const hex = (digits: number) =>
    fc
      .array(fc.integer({ min: 0, max: 15 }), { minLength: digits, maxLength: digits })
      .map((list) => list.map((digit) => digit.toString(16)).join(''))
      .filter((text) => !/^0+$/.test(text));
  fc.assert(
    fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 1 }), (traceId, spanId, traceFlags) => {
      const ctx = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags });
      const producer = readCarrier(JSON.parse(JSON.stringify(carrierOf(ctx))));
      expect(producer.spanContext).toEqual({ traceId, spanId, traceFlags, isRemote: true });
    }),
    { numRuns: RUNS },
  );
});

test('a non-recording invalid span is not carried', () => {
  const ctx = trace.setSpanContext(context.active(), {
    traceId: '0'.repeat(32),
    spanId: '0'.repeat(16),
    traceFlags: 1,
  });
  expect(carrierOf(ctx)).toEqual({});
});

test('no value makes reading throw, or gives anything but text', () => {
  fc.assert(
    fc.property(anyValues(), anyValues(), anyValues(), (a, b, c) => {
      for (const carrier of [a(), { traceparent: a(), tracestate: b(), correlation_id: c() }]) {
        const { correlationId, spanContext } = readCarrier(carrier);
        expect(['string', 'undefined']).toContain(typeof correlationId);
        expect(spanContext?.traceId ?? '0af7651916cd43dd8448eb211c80319c').toMatch(/^[0-9a-f]{32}$/);
      }
    }),
    { numRuns: RUNS },
  );
});
