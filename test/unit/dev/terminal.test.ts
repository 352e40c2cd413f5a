import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { renderTrace } from '../../../src/dev/terminal/render-trace.js';
import { renderWorkers } from '../../../src/dev/terminal/render-workers.js';
import { TerminalView } from '../../../src/dev/terminal/terminal-view.js';
import { printable } from '../../../src/dev/text/printable.js';
import { logsBody, NOON, newTraceId, tracesBody, workerMetricsBody } from '../../support/dev/otlp-json.js';
import { storeWith, take } from '../../support/dev/store.js';

const TRACE = '7c9e6679742540de944be07fc1f90ae7';
const ROOT = 'aaaaaaaaaaaaaaaa';
const CHILD = 'bbbbbbbbbbbbbbbb';

function orderTrace() {
  const store = storeWith();
  take(
    store,
    'traces',
    tracesBody('api', [
      {
        traceId: TRACE,
        spanId: ROOT,
        name: 'POST /orders',
        kind: 2,
        end: NOON + 48.2,
        error: '',
        attributes: { 'http.response.status_code': 500 },
      },
    ]),
  );
  take(
    store,
    'traces',
    tracesBody('payments', [
      {
        traceId: TRACE,
        spanId: CHILD,
        parentSpanId: ROOT,
        name: 'charge',
        kind: 3,
        start: NOON + 2,
        end: NOON + 40,
        error: 'declined',
      },
    ]),
  );
  take(
    store,
    'logs',
    logsBody('api', [
      {
        traceId: TRACE,
        spanId: ROOT,
        time: NOON + 0.4,
        message: 'Request started',
        attributes: { client_ip: '::1', correlation_id: 'x' },
      },
      {
        traceId: TRACE,
        spanId: CHILD,
        time: NOON + 39,
        severity: 17,
        level: 'ERROR',
        message: 'charge failed',
        attributes: { operation: 'charge', 'exception.type': 'TypeError', 'exception.message': 'declined' },
      },
    ]),
  );
  return store.traces.get(TRACE)!;
}

describe('renderTrace', () => {
  test('shows spans as a tree with each log line at its moment', () => {
    expect(renderTrace(orderTrace())).toBe(
      [
        `POST /orders  500  48.2 ms  2 spans, 2 logs  2 errors  trace ${TRACE}`,
        '     +0 µs  api       ✖ POST /orders  48.2 ms  server  error',
        '   +400 µs              INFO Request started  client_ip=::1',
        '   +2.0 ms  payments    ✖ charge  38.0 ms  client  declined',
        '  +39.0 ms                ERROR charge failed  operation=charge',
        '                            TypeError: declined',
        '',
      ].join('\n'),
    );
  });

  test('colours only when asked to', () => {
    expect(renderTrace(orderTrace())).not.toContain('\u001b');
    expect(renderTrace(orderTrace(), { colour: true })).toContain('\u001b[31m✖');
  });

  test('no control character of telemetry reaches the terminal', () => {
    const store = storeWith();
    const hostile = '\u001b[2J\u001b]0;owned\u0007\r\nforged\u0085\u202e\u2028';
    take(
      store,
      'traces',
      tracesBody(hostile, [
        {
          traceId: TRACE,
          spanId: ROOT,
          name: hostile,
          error: hostile,
          attributes: { correlation_id: hostile },
        },
      ]),
    );
    take(
      store,
      'logs',
      logsBody(hostile, [
        {
          traceId: TRACE,
          spanId: ROOT,
          level: hostile,
          message: hostile,
          attributes: { [hostile]: hostile, 'exception.message': hostile, nested: { [hostile]: [hostile] } },
        },
      ]),
    );
    const text = renderTrace(store.traces.get(TRACE)!);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]/);
    expect(text.split('\n')).toHaveLength(5);
    expect(text).toContain('\\u001b[2J');
  });

  test('a long trace is cut, and says so', () => {
    const store = storeWith();
    take(store, 'traces', tracesBody('api', Array(30).fill({ traceId: TRACE })));
    const lines = renderTrace(store.traces.get(TRACE)!, { maxRows: 10 }).split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[11]).toContain('… 20 more lines');
  });
});

describe('TerminalView', () => {
  test('prints a trace again, and says so, when more of it came after it was finished', async () => {
    const store = storeWith();
    const out = new PassThrough({ encoding: 'utf8' });
    const view = new TerminalView(store, out, 10);
    take(store, 'traces', tracesBody('api', [{ traceId: TRACE, spanId: ROOT, name: 'GET /' }]));
    const [first] = await once(out, 'data');
    take(store, 'logs', logsBody('api', [{ traceId: TRACE, spanId: ROOT, time: NOON + 1, message: 'late' }]));
    const [second] = await once(out, 'data');
    view.close();
    expect(first).toContain('GET /  10.0 ms  1 span, 0 logs');
    expect(first).not.toContain('again');
    expect(second).toContain('(again, with what came later)');
    expect(second).toContain('INFO late');
  });
});

test('TerminalView prints traces of one correlation ID that finish together under one heading', async () => {
  const store = storeWith();
  const out = new PassThrough({ encoding: 'utf8' });
  const view = new TerminalView(store, out, 10);
  const attributes = { correlation_id: 'order-1' };
  const spans = ['request', 'job'].map((name) => ({ traceId: newTraceId(), name, attributes }));
  take(store, 'traces', tracesBody('api', spans));
  const [text] = await once(out, 'data');
  view.close();
  expect(text).toMatch(/^correlation order-1\nrequest [\s\S]*\njob /);
});

describe('renderWorkers', () => {
  test('is a table with a line a worker', () => {
    const store = storeWith();
    take(
      store,
      'metrics',
      workerMetricsBody('mailer', 'mail', { succeeded: 3, failed: 1, active: 2, durationSum: 2 }),
    );
    expect(renderWorkers(store.workers.list())).toBe(
      [
        'worker  service  done  failed  active       avg     max  success',
        'mail    mailer      4       1       2  500.0 ms  2.00 s   75.0 %',
        '',
      ].join('\n'),
    );
  });

  test('is empty without workers', () => {
    expect(renderWorkers([])).toBe('');
  });
});

describe('printable', () => {
  test('keeps text in any script, and cuts at the limit', () => {
    for (const text of ['grün ✓ 日本語 👍', '👩‍💻 ❤️', 'می‌خواهم']) expect(printable(text)).toBe(text);
    expect(printable('x'.repeat(501))).toBe(`${'x'.repeat(500)}…`);
    expect(printable('x'.repeat(500))).toBe('x'.repeat(500));
    expect(printable(`${'x'.repeat(499)}👍`)).toBe(`${'x'.repeat(499)}…`);
  });

  test('shows what nobody would see', () => {
    expect(printable('a\u200bb\u00adc\u2060')).toBe('a\\u200bb\\u00adc\\u2060');
    expect(printable('a\u{e0072}')).toBe('a\\udb40\\udc72');
    expect(printable('a\u{e0172}')).toBe('a\\udb40\\udd72');
    expect(printable('a\ufe01\ufe02')).toBe('a\\ufe01\\ufe02');
  });
});
