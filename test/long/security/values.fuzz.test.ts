import { logs as logsApi, metrics, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import winston from 'winston';
import fc from '../../support/fast-check.js';
import { anyValues } from '../../support/hostile-values.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';

// From dist: what users load.
const bridge = require('../../../dist/index.js') as typeof import('../../../src/index.js');
const { TracebridgeTransport } =
  require('../../../dist/winston.js') as typeof import('../../../src/winston.js');

/** Each run gives a value and a text to each of the ways in: about 20 uses. */
const RUNS = 1000;

type Any = ReturnType<typeof JSON.parse>;

let server: OtlpServer;
let handle: ReturnType<typeof bridge.start>;

beforeAll(async () => {
  server = await OtlpServer.start();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = server.url;
  // The server runs in this process: each request that brings spans would be a span to send.
  process.env.OTEL_NODE_DISABLED_INSTRUMENTATIONS = 'http';
  // Our loggers write here; the lines have tests of their own.
  jest.spyOn((console as unknown as { _stdout: NodeJS.WriteStream })._stdout, 'write').mockReturnValue(true);
  handle = bridge.start({ export: 'inline', baggage: true });
});

afterAll(async () => {
  await handle.shutdown();
  await server[Symbol.asyncDispose]();
  jest.restoreAllMocks();
});

/** Names and texts as headers, jobs and attackers make them. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'level',
    'message',
    'trace_id',
    'toString',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff',
    '00-00000000000000000000000000000000-0000000000000000-01',
    `a=${'b'.repeat(513)}`,
    Array.from({ length: 200 }, (_, index) => `k${index}=v`).join(','),
    'a=%0d%0aset-cookie%3a%20x,b=%zz,__proto__=1,correlation.id=%0a',
    '\r\n{"level":"forged"}',
    '\u001b[31m\u2028',
  ),
);

test('no value harms the app or the ten records beside it, whatever way it comes in', async () => {
  const logger = winston.createLogger({ transports: [new TracebridgeTransport()] });
  const ours = bridge.getLogger('fuzz');
  const tracer = trace.getTracer('fuzz');
  const meter = metrics.getMeter('fuzz');
  const counter = meter.createCounter('counter');
  const histogram = meter.createHistogram('histogram');
  const good = meter.createCounter('good');
  const prototypeBefore = Object.getOwnPropertyNames(Object.prototype).toSorted();
  let run = 0;

  const ways: Record<string, (value: Any, text: string) => void> = {
    message: (value) => ours.info(value),
    'field value': (value) => ours.info('m', { value }),
    'field key': (value, text) => ours.info('m', { [text]: value }),
    fields: (value) => ours.info('m', value),
    error: (value) => ours.exception('m', value),
    'error field': (value) => ours.info('m', { error: value, err: value }),
    'context field': (value, text) =>
      bridge.runWithLoggingContext(new bridge.LoggingContext({ extra: { [text]: value } }), () =>
        ours.info('m'),
      ),
    'user id': (value) =>
      bridge.runWithLoggingContext(new bridge.LoggingContext({ userId: value }), () => ours.info('m')),
    'correlation ID': (value) => bridge.withCorrelationId(value, () => ours.info('m')),
    span: (value, text) => {
      const span = tracer.startSpan(text, { attributes: { [text]: value } });
      span.setAttribute(text, value).setAttributes({ [text]: value, value });
      span.addEvent(text, { [text]: value }).recordException(value);
      span.setStatus({ code: 2, message: value }).updateName(value).addLink(value);
      span.end();
    },
    'metric attribute': (value, text) => {
      counter.add(1, { [text]: value });
      histogram.record(1, { value });
    },
    'metric value': (value) => {
      counter.add(value);
      histogram.record(value);
    },
    'timed() argument': (value, text) => {
      bridge.timed(
        text || 'unnamed',
        { logArgs: true },
        (..._: unknown[]) => value,
      )(value, { [text]: value });
    },
    'timed() error': (value) => {
      const fail = bridge.timed('fails', {}, () => {
        throw value;
      });
      let thrown: unknown;
      try {
        fail();
      } catch (error) {
        thrown = error;
      }
      // Not by `toThrow`, which reads it.
      if (!Object.is(thrown, value)) throw new Error('another error came');
    },
    header: (_, text) => {
      for (const name of ['traceparent', 'tracestate', 'baggage', 'x-correlation-id']) {
        propagation.extract(ROOT_CONTEXT, { [name]: text, [text]: text });
        propagation.extract(ROOT_CONTEXT, { [name]: [text, text] });
      }
    },
    baggage: (_, text) => {
      const baggage = propagation.createBaggage({
        [text]: { value: text },
        'correlation.id': { value: text },
      });
      propagation.inject(propagation.setBaggage(ROOT_CONTEXT, baggage), {});
    },
    'logs API': (value, text) => {
      logsApi.getLogger('fuzz').emit({ body: value, severityText: value, attributes: { [text]: value } });
      logsApi.getLogger('fuzz').emit({ attributes: value, eventName: value });
    },
    'job payload': (value, text) => {
      bridge.workerJob('fuzz', text, { carrier: value }, () => ours.info('m'));
      bridge.workerJob('fuzz', value, { carrier: { traceparent: value, [text]: text } }, () =>
        bridge.jobCarrier(),
      );
    },
  };

  await fc.assert(
    fc.asyncProperty(anyValues(), texts, async (make, text) => {
      for (let index = 0; index < 10; index++, run++) {
        logger.info(`n:${run}`);
        tracer.startSpan(`n:${run}`).end();
        good.add(1);
      }
      for (const [way, use] of Object.entries(ways)) {
        try {
          use(make(), text);
        } catch (error) {
          throw new Error(`${way} threw`, { cause: error });
        }
      }
      // What is to be sent needs the event loop.
      await new Promise(setImmediate);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );

  await handle.forceFlush(30_000);
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(prototypeBefore);
  expect(server.missing('logs', run)).toEqual([]);
  expect(server.missing('traces', run)).toEqual([]);
  const { logs, traces, metrics: points } = handle.stats();
  for (const { accepted, ...settled } of [logs, traces, points]) {
    expect(settled).toMatchObject({ delivered: accepted, dropped: {}, rejected: 0, queued: 0 });
  }
  expect(server.taken.metrics.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['good', 'counter', 'histogram']),
  );
}, 180_000);
