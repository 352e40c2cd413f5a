import { traceRows } from '../../../src/dev/view/trace-rows.js';
import { logsBody, NOON, newTraceId, type SpanInput, tracesBody } from '../../support/dev/otlp-json.js';
import { storeWith, take } from '../../support/dev/store.js';

const ROOT = 'aaaaaaaaaaaaaaaa';
const CHILD = 'bbbbbbbbbbbbbbbb';
const GRANDCHILD = 'cccccccccccccccc';

function rowsOf(spans: SpanInput[], logs: Parameters<typeof logsBody>[1] = []) {
  const store = storeWith();
  take(store, 'traces', tracesBody('api', spans));
  take(store, 'logs', logsBody('api', logs));
  return traceRows(store.traces.get(spans[0]!.traceId)!).map((row) =>
    row.type === 'span' ? `${row.depth} ${row.span.name}` : `${row.depth} "${row.log.record.body}"`,
  );
}

describe('traceRows', () => {
  test('children follow their parent and logs stand at their moment, in time order', () => {
    const traceId = newTraceId();
    const spans = [
      { traceId, spanId: GRANDCHILD, parentSpanId: CHILD, name: 'query', start: NOON + 3 },
      { traceId, spanId: CHILD, parentSpanId: ROOT, name: 'load', start: NOON + 2 },
      { traceId, spanId: ROOT, name: 'GET /', start: NOON },
      { traceId, parentSpanId: ROOT, name: 'render', start: NOON + 8 },
    ];
    const logs = [
      { traceId, spanId: ROOT, time: NOON + 9, message: 'done' },
      { traceId, spanId: ROOT, time: NOON + 1, message: 'started' },
      { traceId, spanId: GRANDCHILD, time: NOON + 4, message: 'slow' },
      { traceId, spanId: 'dddddddddddddddd', time: NOON + 20, message: 'of a span that has not come' },
    ];
    expect(rowsOf(spans, logs)).toEqual([
      '0 GET /',
      '1 "started"',
      '1 load',
      '2 query',
      '3 "slow"',
      '1 render',
      '1 "done"',
      '0 "of a span that has not come"',
    ]);
  });

  test('of one millisecond, spans and logs stand in the order in which the lines were written', () => {
    const traceId = newTraceId();
    const spans = [
      { traceId, spanId: ROOT, name: 'request' },
      { traceId, spanId: GRANDCHILD, parentSpanId: ROOT, name: 'inner 2' },
      { traceId, spanId: CHILD, parentSpanId: ROOT, name: 'inner' },
    ];
    const logs = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((message) => ({
      traceId,
      spanId: { C: CHILD, D: CHILD, F: GRANDCHILD }[message] ?? ROOT,
      message,
    }));
    expect(rowsOf(spans, logs)).toEqual([
      '0 request',
      '1 "A"',
      '1 "B"',
      '1 inner',
      '2 "C"',
      '2 "D"',
      '1 "E"',
      '1 inner 2',
      '2 "F"',
      '1 "G"',
    ]);
  });

  test('spans whose parents form a cycle are all shown once', () => {
    const traceId = newTraceId();
    const spans = [
      { traceId, spanId: ROOT, parentSpanId: CHILD, name: 'a', start: NOON },
      { traceId, spanId: CHILD, parentSpanId: ROOT, name: 'b', start: NOON + 1 },
      { traceId, spanId: GRANDCHILD, parentSpanId: GRANDCHILD, name: 'own parent', start: NOON + 2 },
    ];
    expect(rowsOf(spans)).toEqual(['0 a', '1 b', '0 own parent']);
  });

  test('a chain of 20,000 spans does not exhaust the stack', () => {
    const traceId = newTraceId();
    const id = (index: number) => (0x100000 + index).toString(16).padStart(16, 'a');
    const spans = Array.from({ length: 20_000 }, (_, index) => ({
      traceId,
      spanId: id(index),
      parentSpanId: index === 0 ? undefined : id(index - 1),
    }));
    expect(rowsOf(spans)).toHaveLength(20_000);
  });
});
