import { logsBody, NOON, send, sumMetricsBody, tracesBody, workerMetricsBody } from '../dev/otlp-json.js';

export const ORDER_TRACE = '7c9e6679742540de944be07fc1f90ae7';
export const ORDER_UUID = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
export const ORDER_SPAN = 'aaaaaaaaaaaaaaaa';
export const CHARGE_SPAN = 'bbbbbbbbbbbbbbbb';
export const JOB_TRACE = '11111111111141118111111111111111';
export const LIST_TRACE = '22222222222242228222222222222222';

/** An order with an error in its charge, the mail job of the same correlation ID, and an unrelated request. */
export async function sendShop(url: string): Promise<void> {
  const correlation = { correlation_id: ORDER_UUID };
  const http = {
    'http.request.method': 'POST',
    'http.response.status_code': 502,
    'server.address': 'localhost',
    'server.port': 3000,
    'url.path': "/orders/it's",
    'url.query': 'a=1&b=2',
  };
  const orderSpans = [
    {
      traceId: ORDER_TRACE,
      spanId: ORDER_SPAN,
      name: 'POST /orders',
      kind: 2,
      end: NOON + 100,
      error: 'failed',
      attributes: { ...correlation, ...http },
    },
    {
      traceId: ORDER_TRACE,
      parentSpanId: ORDER_SPAN,
      name: 'render',
      start: NOON + 80,
      end: NOON + 90,
      attributes: correlation,
    },
  ];
  await send(url, 'traces', tracesBody('shop', [{ traceId: LIST_TRACE, name: 'GET /products', kind: 2 }]));
  await send(
    url,
    'traces',
    tracesBody('mailer', [{ traceId: JOB_TRACE, name: 'send mail', kind: 5, attributes: correlation }]),
  );
  await send(url, 'traces', tracesBody('shop', orderSpans));
  await send(
    url,
    'traces',
    tracesBody('payments', [
      {
        traceId: ORDER_TRACE,
        spanId: CHARGE_SPAN,
        parentSpanId: ORDER_SPAN,
        name: 'charge',
        kind: 3,
        start: NOON + 10,
        end: NOON + 70,
        error: 'declined',
        attributes: correlation,
      },
    ]),
  );
  await send(
    url,
    'logs',
    logsBody('payments', [
      {
        traceId: ORDER_TRACE,
        spanId: CHARGE_SPAN,
        time: NOON + 20,
        message: 'Card checked',
        attributes: correlation,
      },
      {
        traceId: ORDER_TRACE,
        spanId: CHARGE_SPAN,
        time: NOON + 60,
        severity: 17,
        level: 'ERROR',
        message: 'charge failed',
        attributes: {
          ...correlation,
          operation: 'charge',
          'exception.stacktrace': 'Declined: no\n    at charge (a.js:1:1)',
        },
      },
    ]),
  );
}

export async function sendWorkersAndLosses(url: string): Promise<void> {
  await send(
    url,
    'metrics',
    workerMetricsBody('mailer', 'mail', { succeeded: 1, failed: 0, active: 1, durationSum: 0.2 }),
  );
  await send(
    url,
    'metrics',
    workerMetricsBody('mailer', 'mail', { succeeded: 9, failed: 3, active: 0, durationSum: 3 }),
  );
  const attributes = { signal: 'logs', reason: 'queue_full' };
  await send(
    url,
    'metrics',
    sumMetricsBody('shop', 'tracebridge.export.dropped', [{ value: 1_234, attributes }]),
  );
  const unit = (value: number, verdict: string, reason: string) => ({
    value,
    attributes: { 'tracebridge.verdict': verdict, 'tracebridge.reason': reason },
  });
  await send(
    url,
    'metrics',
    sumMetricsBody('shop', 'tracebridge.keep.units', [
      unit(12, 'kept', 'errors'),
      unit(1_192, 'withheld', 'rules'),
    ]),
  );
}
