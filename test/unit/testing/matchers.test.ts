import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { transports } from 'winston';
import { correlationIdToTraceId } from '../../../src/correlation/correlation-id.js';
import { withCorrelationId } from '../../../src/correlation/scope.js';
import { getLogger } from '../../../src/logs/logger/get-logger.js';
import { captureTelemetry } from '../../../src/testing.js';
import { timed } from '../../../src/tracing/timed/index.js';
import { nullStream } from '../../support/testing/null-stream.js';

const logger = getLogger('app');
logger.clear().add(new transports.Stream({ stream: nullStream() }));
const telemetry = captureTelemetry();
beforeEach(() => telemetry.reset());
afterAll(() => telemetry.stop());

/** The message of a matcher that does not hold. */
function failure(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the matcher held');
}

describe('toHaveLoggedInTrace', () => {
  beforeEach(() => {
    withCorrelationId('order-1', () =>
      timed('pay', { level: 'debug' }, () => logger.warn('paid', { amount: 12, card: { kind: 'visa' } }))(),
    );
    logger.info('outside');
  });

  test.each([
    ['message', 'paid', {}],
    ['pattern', /^pai/g, { correlationId: 'order-1' }],
    ['trace', 'paid', { traceId: correlationIdToTraceId('order-1').toUpperCase() }],
    ['level, by either name', { message: 'paid', level: 'warn' }, { correlationId: 'order-1' }],
    ['fields', { fields: { amount: 12, card: { kind: 'visa' } } }, {}],
    ['fields of the context', { fields: { correlation_id: 'order-1' } }, {}],
    ['asymmetric matchers', { fields: { amount: expect.any(Number) } }, {}],
    ['logger', { logger: 'app', level: 'WARNING' }, {}],
  ] as const)('holds by %s, each time', (_, log, where) => {
    expect(telemetry).toHaveLoggedInTrace(log, where);
    expect(telemetry).toHaveLoggedInTrace(log, where);
    expect(() => expect(telemetry).not.toHaveLoggedInTrace(log, where)).toThrow(/but captured:\n {2}WARNING/);
  });

  test.each([
    ['another message', 'pai', {}, 'message differs'],
    ['another correlation ID', 'paid', { correlationId: 'order-2' }, 'correlation ID is order-1'],
    ['another trace', 'paid', { traceId: '0'.repeat(32) }, 'trace ID differs'],
    ['a log outside of any trace', 'outside', {}, 'it was written outside of any trace'],
    ['another level', { message: 'paid', level: 'info' }, {}, 'level is WARNING'],
    ['another logger', { message: 'paid', logger: /^db/ }, {}, 'logger is app'],
    ['another value', { fields: { amount: 13 } }, {}, 'field "amount" is 12, expected 13'],
    ['a missing field', { fields: { tax: 1 } }, {}, 'field "tax" is missing, expected 1'],
  ] as const)('fails on %s and says why', (_, log, where, reason) => {
    expect(telemetry).not.toHaveLoggedInTrace(log, where);
    expect(failure(() => expect(telemetry).toHaveLoggedInTrace(log, where))).toContain(`✗ ${reason}`);
  });

  test('the message of a failure shows what was there, the closest first', () => {
    const message = failure(() =>
      expect(telemetry).toHaveLoggedInTrace(
        { message: 'paid', level: 'error' },
        { correlationId: 'order-1' },
      ),
    );
    expect(message.replaceAll(/trace_id=\w+/g, 'trace_id=…')).toMatchInlineSnapshot(`
"expect(telemetry).toHaveLoggedInTrace()

Expected a log with message "paid" at level ERROR under correlation ID order-1.
Captured 2 logs, the closest first:
  WARNING  "paid"  logger=app  correlation_id=order-1  trace_id=…  {"amount": 12, "card": {"kind": "visa"}}
    ✗ level is WARNING
  INFO  "outside"  logger=app
    ✗ message differs
    ✗ level is INFO
    ✗ correlation ID is missing
    ✗ it was written outside of any trace"
`);
  });

  test('nothing captured', () => {
    telemetry.reset();
    expect(failure(() => expect(telemetry).toHaveLoggedInTrace('paid'))).toContain(
      'No log was captured at all',
    );
  });

  test('a misspelt name is an error, also with `not`', () => {
    const misspelt = { messag: 'paid' } as object;
    expect(() => expect(telemetry).not.toHaveLoggedInTrace(misspelt)).toThrow(
      'Expected `messag` to be one of message, level, logger, fields',
    );
  });

  test('anything but a capture is an error', () => {
    expect(() => expect(undefined).not.toHaveLoggedInTrace('paid')).toThrow(/must be what captureTelemetry/);
    expect(() => expect([]).not.toHaveSpan('paid')).toThrow(/must be what captureTelemetry/);
  });
});

describe('toHaveSpan', () => {
  beforeEach(() => {
    withCorrelationId('order-1', () => {
      trace.getTracer('t').startActiveSpan('checkout', { kind: SpanKind.SERVER }, (span) => {
        const child = trace
          .getTracer('t')
          .startSpan('charge card', { attributes: { 'card.kind': 'visa', n: 2 } });
        child.setStatus({ code: SpanStatusCode.ERROR, message: 'declined' });
        child.end();
        span.end();
      });
    });
  });

  test.each([
    ['name alone', 'charge card', undefined],
    ['pattern', /^charge/g, {}],
    ['attributes', 'charge card', { attributes: { 'card.kind': 'visa', n: expect.any(Number) } }],
    ['status', 'charge card', { status: 'error' }],
    ['status code', 'charge card', { status: SpanStatusCode.ERROR }],
    ['kind', 'checkout', { kind: 'server' }],
    ['kind number', 'checkout', { kind: SpanKind.SERVER }],
    ['parent by name', 'charge card', { parent: 'checkout' }],
    ['parent by pattern', 'charge card', { parent: /check/ }],
    ['no parent', 'checkout', { parent: null }],
    ['correlation ID', 'charge card', { correlationId: 'order-1' }],
    ['trace ID', 'checkout', { traceId: correlationIdToTraceId('order-1') }],
  ] as const)('holds by %s', (_, name, span) => {
    expect(telemetry).toHaveSpan(name, span);
    expect(() => expect(telemetry).not.toHaveSpan(name, span)).toThrow(/but captured:/);
  });

  test('holds by a captured parent', () => {
    const parent = telemetry.spans.find(({ name }) => name === 'checkout');
    expect(telemetry).toHaveSpan('charge card', { parent });
    expect(telemetry).not.toHaveSpan('checkout', { parent });
  });

  test.each([
    ['another name', 'charge', {}, 'name differs'],
    ['another attribute', 'charge card', { attributes: { n: 3 } }, 'attribute "n" is 2, expected 3'],
    ['another status', 'charge card', { status: 'ok' }, 'status is error: declined'],
    ['another kind', 'checkout', { kind: 'client' }, 'kind is server'],
    ['another parent', 'charge card', { parent: 'refund' }, 'parent is "checkout"'],
    ['a parent', 'charge card', { parent: null }, 'parent is "checkout"'],
    ['no parent', 'checkout', { parent: 'charge card' }, 'parent is none'],
    ['another correlation ID', 'checkout', { correlationId: 'order-2' }, 'correlation ID is order-1'],
    ['another trace', 'checkout', { traceId: 'f'.repeat(32) }, 'trace ID differs'],
  ] as const)('fails on %s and says why', (_, name, span, reason) => {
    expect(telemetry).not.toHaveSpan(name, span);
    expect(failure(() => expect(telemetry).toHaveSpan(name, span))).toContain(`✗ ${reason}`);
  });

  test('the message of a failure shows what was there, the closest first', () => {
    const message = failure(() =>
      expect(telemetry).toHaveSpan('charge card', { status: 'ok', parent: 'checkout' }),
    );
    expect(message.replaceAll(/trace_id=\w+/g, 'trace_id=…')).toMatchInlineSnapshot(`
"expect(telemetry).toHaveSpan()

Expected a span "charge card" with {"parent": "checkout", "status": "ok"}.
Captured 2 spans, the closest first:
  "charge card"  internal  status=error  parent="checkout"  correlation_id=order-1  trace_id=…  {"card.kind":"visa","n":2}
    ✗ status is error: declined
  "checkout"  server  status=unset  parent=none  correlation_id=order-1  trace_id=…
    ✗ name differs
    ✗ status is unset
    ✗ parent is none"
`);
  });

  test('a misspelt name is an error', () => {
    const misspelt = { attribute: {} } as object;
    expect(() => expect(telemetry).not.toHaveSpan('x', misspelt)).toThrow(
      /Expected `attribute` to be one of/,
    );
  });
});

describe('toHaveQueries', () => {
  /** Spans by name, each with attributes and those under it. */
  type Spans = readonly (readonly [name: string, attributes: object, under?: Spans])[];
  function record(spans: Spans): void {
    for (const [name, attributes, under = []] of spans)
      trace.getTracer('db').startActiveSpan(name, { attributes: { ...attributes } }, (span) => {
        record(under);
        span.end();
      });
  }
  const system = { 'db.system.name': 'postgresql' };

  test.each<[string, Spans, number]>([
    ['texts', [['a', { 'db.query.text': 'SELECT 1' }]], 1],
    ['texts of older conventions', [['a', { 'db.statement': 'GET k' }]], 1],
    ['systems without a text', [['find', system]], 1],
    ['no connections', [['pg.connect', system]], 0],
    ['an operation called connect', [['connect', { ...system, 'db.operation.name': 'CONNECT' }]], 1],
    ['no other spans', [['GET /', { 'http.request.method': 'GET' }]], 0],
    [
      'a query of an ORM once',
      [
        [
          'orm',
          system,
          [
            ['pg', { 'db.query.text': 'SELECT 1' }],
            ['pg', system],
          ],
        ],
      ],
      2,
    ],
  ])('counts %s', (_, spans, count) => {
    record(spans);
    expect(telemetry).toHaveQueries(count);
    expect(telemetry).toHaveQueries(count + 1);
    if (count > 0) expect(telemetry).not.toHaveQueries(count - 1);
  });

  test('in one trace', () => {
    const query: Spans = [['a', { 'db.query.text': 'SELECT 1' }]];
    for (const id of ['order-1', 'order-2', 'order-2']) withCorrelationId(id, () => record(query));
    expect(telemetry).toHaveQueries(1, { correlationId: 'order-1' });
    expect(telemetry).toHaveQueries(2, { traceId: correlationIdToTraceId('order-2').toUpperCase() });
    expect(telemetry).not.toHaveQueries(1, { correlationId: 'order-2' });
  });

  test('the message of a failure shows what was asked, the most frequent first', () => {
    record([
      [
        'list',
        {},
        [
          ['SELECT', { 'db.query.text': 'SELECT *\n  FROM a' }],
          ...[1, 2.5, "'x'"].map(
            (id) => ['SELECT', { 'db.query.text': `SELECT * FROM b WHERE a = ${id}` }] as const,
          ),
        ],
      ],
    ]);
    expect(failure(() => expect(telemetry).toHaveQueries(2))).toBe(`expect(telemetry).toHaveQueries()

Expected at most 2 queries, but captured 4:
  3 × SELECT * FROM b WHERE a = ?  in "list"
  1 × SELECT * FROM a  in "list"`);
  });

  test.each([-1, 1.5, '2', undefined])('%p is no number of queries', (count) => {
    expect(() => expect(telemetry).toHaveQueries(count as number)).toThrow('a whole number from 0');
  });
});

describe('toMatchTrace', () => {
  test('is the tree by the order of starts, whatever ends first', () => {
    const tracer = trace.getTracer('t');
    tracer.startActiveSpan('root', (root) => {
      const slow = tracer.startSpan('slow');
      tracer.startActiveSpan('fast', (fast) => {
        tracer.startSpan('inner').end();
        fast.end();
      });
      slow.end();
      root.end();
    });
    tracer.startSpan('another root').end();
    expect(telemetry).toMatchTrace();
    telemetry.reset();
    expect(telemetry).toMatchTrace('nothing');
  });

  test('has no opposite', () => {
    expect(() => expect(telemetry).not.toMatchTrace()).toThrow('a snapshot has no opposite');
  });
});
