import { traceJson } from '../../../src/dev/api/trace-json.js';
import { keptByRules } from '../../../src/dev/store/kept-by-rules.js';
import { losses } from '../../../src/dev/store/losses.js';
import { summarize } from '../../../src/dev/view/summary.js';
import {
  logsBody,
  NOON,
  newTraceId,
  sumMetricsBody,
  tracesBody,
  workerMetricsBody,
} from '../../support/dev/otlp-json.js';
import { storeWith, take } from '../../support/dev/store.js';

const UUID = '7C9E6679-7425-40DE-944B-E07FC1F90AE7';
const UUID_HEX = '7c9e6679742540de944be07fc1f90ae7';

describe('TelemetryStore', () => {
  test.each([
    ['the trace ID', UUID_HEX],
    ['the trace ID in upper case', UUID_HEX.toUpperCase()],
    ['the UUID that is the trace ID', UUID],
    ['the UUID in lower case, pasted with spaces', ` ${UUID.toLowerCase()} `],
  ])('a trace is found by %s', (_name, id) => {
    const store = storeWith();
    take(store, 'traces', tracesBody('api', [{ traceId: UUID_HEX }, { traceId: newTraceId() }]));
    expect(store.traces.find(id).map(({ traceId }) => traceId)).toEqual([UUID_HEX]);
  });

  test('a correlation ID finds every trace that carries it, on spans or only on logs, in any spelling', () => {
    const store = storeWith();
    const [request, job, other] = [newTraceId(), newTraceId(), newTraceId()];
    take(store, 'traces', tracesBody('api', [{ traceId: request, attributes: { correlation_id: UUID } }]));
    take(
      store,
      'logs',
      logsBody('worker', [{ traceId: job, attributes: { correlation_id: UUID.toLowerCase() } }]),
    );
    take(store, 'traces', tracesBody('api', [{ traceId: other, attributes: { correlation_id: 'order-1' } }]));
    for (const id of [UUID, UUID_HEX]) {
      expect(store.traces.find(id).map(({ traceId }) => traceId)).toEqual([request, job]);
    }
    expect(store.traces.find('order-1').map(({ traceId }) => traceId)).toEqual([other]);
    expect(store.traces.find('order-2')).toEqual([]);
  });

  test('beyond the bound of records the oldest traces go whole, with their indexes, and are counted', () => {
    const store = storeWith({ maxRecords: 5 });
    const [oldest, middle, newest] = [newTraceId(), newTraceId(), newTraceId()];
    const attributes = { correlation_id: 'first' };
    take(store, 'traces', tracesBody('api', [{ traceId: oldest, attributes }, { traceId: oldest }]));
    take(store, 'logs', logsBody('api', [{ traceId: oldest }]));
    take(store, 'traces', tracesBody('api', [{ traceId: middle }, { traceId: middle }]));
    take(store, 'traces', tracesBody('api', [{ traceId: newest }]));
    expect(store.traces.get(oldest)).toBeUndefined();
    expect(store.traces.find('first')).toEqual([]);
    expect([...store.traces.logs()]).toEqual([]);
    expect([...store.traces.all()].map(({ traceId }) => traceId)).toEqual([middle, newest]);
    expect(store.traces.evicted).toEqual({ traces: 1, spans: 2, logs: 1 });
    expect(store.traces.size.records).toBe(3);
  });

  test('one trace larger than the bound keeps its beginning; the rest is refused and counted', () => {
    const store = storeWith({ maxRecords: 3 });
    const traceId = newTraceId();
    take(store, 'traces', tracesBody('api', Array(5).fill({ traceId })));
    expect(store.traces.get(traceId)!.spans.size).toBe(3);
    expect(store.traces.evicted).toEqual({ traces: 0, spans: 2, logs: 0 });
  });

  test('the bound of bytes holds against few large records', () => {
    const store = storeWith({ maxBytes: 100_000 });
    for (let index = 0; index < 20; index += 1) {
      take(store, 'logs', logsBody('api', [{ traceId: newTraceId(), message: 'x'.repeat(10_000) }]));
    }
    const { bytes, records } = store.traces.size;
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(records).toBeGreaterThanOrEqual(3);
    expect(store.traces.evicted.logs).toBe(20 - records);
  });

  test('logs without a trace are kept, listed and age out', () => {
    const store = storeWith({ maxRecords: 1_500 });
    for (let lot = 0; lot < 3; lot += 1) {
      take(store, 'logs', logsBody('api', Array(1_000).fill({ message: `lot ${lot}` })));
    }
    const kept = [...store.traces.logs()];
    expect(kept.length).toBeLessThanOrEqual(1_500);
    expect(kept.at(-1)!.record.body).toBe('lot 2');
    expect(kept.length + store.traces.evicted.logs).toBe(3_000);
    expect(store.traces.all().some(({ spans }) => spans.size > 0)).toBe(false);
  });

  test('a span sent twice is one span', () => {
    const store = storeWith();
    const body = tracesBody('api', [{ traceId: newTraceId(), spanId: 'b7ad6b7169203331' }]);
    take(store, 'traces', body);
    take(store, 'traces', body);
    expect(store.traces.size.records).toBe(1);
  });

  test('of different spans with one ID each is kept once, has a row of its own, and says so', () => {
    const store = storeWith();
    const [traceId, spanId] = [newTraceId(), 'b7ad6b7169203331'];
    const log = { traceId, spanId, message: 'said once' };
    const times = { start: NOON + 1, end: NOON + 9 };
    for (let sent = 0; sent < 2; sent += 1) {
      take(store, 'traces', tracesBody('web', [{ traceId, spanId, kind: 3, name: 'call' }]));
      take(store, 'traces', tracesBody('shop', [{ traceId, spanId, kind: 2, name: 'serve', ...times }]));
    }
    take(store, 'traces', tracesBody('shop', [{ traceId, parentSpanId: spanId, name: 'query', ...times }]));
    take(store, 'logs', logsBody('shop', [log]));
    const { spans } = store.traces.get(traceId)!;
    const { rows } = traceJson(store.traces.get(traceId)!);
    expect(
      rows.map((row) =>
        row.type === 'log' ? row.message : [row.depth, spans.get(row.id)!.name, row.sharesId],
      ),
    ).toEqual([[0, 'call', false], 'said once', [1, 'query', false], [0, 'serve', true]]);
    expect(store.traces.size.records).toBe(4);
  });

  test('spans without valid ids are rejected by partial success, the others taken', () => {
    const store = storeWith();
    const spans = [
      { traceId: newTraceId() },
      { traceId: '' },
      { traceId: '0'.repeat(32) },
      { traceId: 'abcd' },
    ];
    expect(take(store, 'traces', tracesBody('api', spans))).toEqual({
      rejected: 3,
      message: 'Spans without a valid trace ID and span ID',
    });
    expect(store.received.spans).toBe(1);
  });

  test('a span that ends before it starts does not give its trace a negative duration', () => {
    const store = storeWith();
    const traceId = newTraceId();
    take(store, 'traces', tracesBody('api', [{ traceId, start: NOON, end: 0 }]));
    expect(summarize(store.traces.get(traceId)!)).toMatchObject({
      startTimeUnixMillis: NOON,
      durationMillis: 0,
    });
  });

  test('what clear forgets is not counted as evicted', () => {
    const store = storeWith();
    take(store, 'traces', tracesBody('api', [{ traceId: newTraceId() }]));
    store.clear();
    expect(store.traces.size).toEqual({ traces: 0, records: 0, bytes: 0 });
    expect(store.traces.evicted.traces).toBe(0);
  });
});

describe('workers', () => {
  test('cumulative points replace what came before and are sampled for the plots', () => {
    const store = storeWith();
    take(
      store,
      'metrics',
      workerMetricsBody('mailer', 'mail', { succeeded: 1, failed: 0, active: 2, durationSum: 0.5 }),
    );
    take(
      store,
      'metrics',
      workerMetricsBody('mailer', 'mail', { succeeded: 3, failed: 1, active: 0, durationSum: 2 }),
    );
    expect(store.workers.list()).toMatchObject([
      {
        service: 'mailer',
        worker: 'mail',
        succeeded: 3,
        failed: 1,
        active: 0,
        avgDurationSeconds: 0.5,
        successRatio: 0.75,
        samples: [
          { succeeded: 1, failed: 0 },
          { succeeded: 3, failed: 1 },
        ],
      },
    ]);
  });

  test('delta points add up', () => {
    const store = storeWith();
    const body = workerMetricsBody('mailer', 'mail', { succeeded: 2, failed: 1, active: 0, durationSum: 3 });
    const delta = JSON.parse(
      JSON.stringify(body).replaceAll('"aggregationTemporality":2', '"aggregationTemporality":1'),
    );
    take(store, 'metrics', delta);
    take(store, 'metrics', delta);
    expect(store.workers.list()).toMatchObject([{ succeeded: 4, failed: 2, avgDurationSeconds: 1 }]);
  });
});

describe('losses', () => {
  test('are what tracebridge and SDK meters tell, largest first', () => {
    const store = storeWith();
    take(
      store,
      'metrics',
      sumMetricsBody('api', 'tracebridge.export.dropped', [
        { value: 7, attributes: { signal: 'logs', reason: 'queue_full' } },
        { value: 0, attributes: { signal: 'traces', reason: 'queue_full' } },
      ]),
    );
    take(
      store,
      'metrics',
      sumMetricsBody('web', 'otel.sdk.processor.span.processed', [
        { value: 512, attributes: {} },
        { value: 9, attributes: { 'error.type': 'queue_full' } },
      ]),
    );
    expect(losses(store.series)).toEqual([
      {
        service: 'web',
        metric: 'otel.sdk.processor.span.processed',
        detail: 'error.type=queue_full',
        count: 9,
      },
      {
        service: 'api',
        metric: 'tracebridge.export.dropped',
        detail: 'signal=logs, reason=queue_full',
        count: 7,
      },
    ]);
  });
});

test('what keep rules did is told by service, of all its processes', () => {
  const store = storeWith();
  const unit = (value: number, verdict: string, reason: string) => ({
    value,
    attributes: { 'tracebridge.verdict': verdict, 'tracebridge.reason': reason },
  });
  const units = [unit(5, 'kept', 'errors'), unit(3, 'kept', 'share'), unit(1000, 'withheld', 'rules')];
  const others = [unit(4, 'kept', 'errors'), unit(192, 'withheld', 'rules')];
  const withheld = [
    { value: 2384, attributes: { 'tracebridge.signal': 'logs', 'tracebridge.reason': 'rules' } },
    { value: 1190, attributes: { 'tracebridge.signal': 'traces', 'tracebridge.reason': 'rules' } },
  ];
  take(store, 'metrics', sumMetricsBody('api', 'tracebridge.keep.units', units, 'one'));
  take(store, 'metrics', sumMetricsBody('api', 'tracebridge.keep.units', others, 'other'));
  take(store, 'metrics', sumMetricsBody('api', 'tracebridge.keep.withheld', withheld));
  expect(keptByRules(store.series)).toEqual([
    {
      service: 'api',
      kept: 12,
      judged: 1204,
      reasons: 'errors 9, share 3; withheld: rules 1192',
      withheldSpans: 1190,
      withheldLogs: 2384,
    },
  ]);
});
