import { Writable } from 'node:stream';
import { context, logs, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { createLogger, format, transports } from 'winston';
import { correlationIdToTraceId } from '../../../src/correlation/correlation-id.js';
import { runWithLoggingContext } from '../../../src/correlation/current.js';
import { LoggingContext } from '../../../src/correlation/logging-context.js';
import { withCorrelationId } from '../../../src/correlation/scope.js';
import { getLogger } from '../../../src/logs/logger/get-logger.js';
import { type CapturedTelemetry, captureTelemetry } from '../../../src/testing.js';
import { timed } from '../../../src/tracing/timed/index.js';
import { nullStream } from '../../support/testing/null-stream.js';

const winstonLogger = createLogger({ transports: [new transports.Stream({ stream: nullStream() })] });
const tracerOfModule = trace.getTracer('module');
const logger = getLogger('app');
logger.clear().add(new transports.Stream({ stream: nullStream() }));

let telemetry: CapturedTelemetry;
beforeEach(() => {
  telemetry = captureTelemetry();
});
afterEach(() => telemetry.stop());

describe('logs', () => {
  test('of getLogger, with level, fields and correlation ID', () => {
    withCorrelationId('order-7', () => logger.warn('low stock', { left: 2 }));
    expect(telemetry.logs).toEqual([
      expect.objectContaining({
        message: 'low stock',
        level: 'WARNING',
        logger: 'app',
        correlationId: 'order-7',
        fields: expect.objectContaining({ left: 2, correlation_id: 'order-7' }),
        traceId: undefined,
      }),
    ]);
  });

  test('of a hand-made winston logger that existed before', () => {
    trace.getTracer('t').startActiveSpan('work', (span) => {
      winstonLogger.info('by hand', { password: 'hunter2' });
      span.end();
    });
    const [log] = telemetry.logs;
    expect(log).toMatchObject({ message: 'by hand', level: 'INFO', traceId: telemetry.spans[0]?.traceId });
    expect(log?.fields.password).not.toBe('hunter2');
  });

  test("of OpenTelemetry's logs API", () => {
    logs.getLogger('direct').emit({ severityText: 'INFO', body: 'straight', attributes: { n: 1 } });
    expect(telemetry.logs).toMatchObject([
      { message: 'straight', level: 'INFO', logger: 'direct', fields: { n: 1 } },
    ]);
  });

  test('an error as exception', () => {
    logger.exception('failed', new RangeError('too far'));
    expect(telemetry.logs[0]?.exception).toMatchObject({ type: 'RangeError', message: 'too far' });
  });
});

describe('spans', () => {
  test('of a tracer that a module got before the first capture, in each capture', async () => {
    tracerOfModule.startSpan('first').end();
    await telemetry.stop();
    tracerOfModule.startSpan('between').end();
    telemetry = captureTelemetry();
    tracerOfModule.startSpan('second').end();
    expect(telemetry.spans.map(({ name }) => name)).toEqual(['second']);
  });

  test('carry kind, status, parent, links and masked attributes', () => {
    const tracer = trace.getTracer('t');
    const other = tracer.startSpan('other');
    const parent = tracer.startSpan('parent', { kind: SpanKind.CONSUMER });
    const child = tracer.startSpan(
      'child',
      { attributes: { token: 'abc', n: 1 }, links: [{ context: other.spanContext() }] },
      trace.setSpan(context.active(), parent),
    );
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
    child.end();
    parent.end();
    const [first, second] = telemetry.spans;
    expect(first).toMatchObject({
      name: 'child',
      kind: 'internal',
      status: 'error',
      statusMessage: 'no',
      parentSpanId: parent.spanContext().spanId,
      attributes: { n: 1 },
      links: [{ spanId: other.spanContext().spanId }],
    });
    expect(first?.attributes.token).not.toBe('abc');
    expect(second).toMatchObject({ kind: 'consumer', parentSpanId: undefined });
  });

  test("a root span has its correlation ID's trace ID", () => {
    runWithLoggingContext(new LoggingContext({ correlationId: 'order-8' }), () => timed('step', () => {})());
    expect(telemetry.spans).toMatchObject([
      { name: 'step', correlationId: 'order-8', traceId: correlationIdToTraceId('order-8') },
    ]);
  });
});

describe('metrics', () => {
  const counter = () => metrics.getMeter('m').createCounter('orders');

  test('only those since the capture began, without waiting', async () => {
    counter().add(5, { shop: 'a' });
    await telemetry.stop();
    telemetry = captureTelemetry();
    counter().add(2, { shop: 'a' });
    expect(await telemetry.metrics()).toContainEqual({
      name: 'orders',
      unit: '',
      attributes: { shop: 'a' },
      value: 2,
      count: undefined,
    });
  });

  test('a histogram has sum and count; reset forgets', async () => {
    const histogram = metrics.getMeter('m').createHistogram('wait', { unit: 's' });
    histogram.record(1);
    telemetry.reset();
    histogram.record(2);
    histogram.record(3);
    const captured = await telemetry.metrics();
    expect(captured.filter(({ name }) => name === 'wait')).toEqual([
      { name: 'wait', unit: 's', attributes: {}, value: 5, count: 2 },
    ]);
  });

  test('a gauge has its last value across captures', async () => {
    const gauge = metrics.getMeter('m').createGauge('depth');
    gauge.record(1);
    const inner = captureTelemetry();
    gauge.record(7);
    await inner.stop();
    const values = (await telemetry.metrics()).filter(({ name }) => name === 'depth');
    expect(values.map(({ value }) => value)).toEqual([7]);
  });
});

describe('lifetime', () => {
  test('reset forgets; stop keeps what is there and takes no more', async () => {
    logger.info('one');
    telemetry.reset();
    logger.info('two');
    await telemetry.stop();
    logger.info('three');
    tracerOfModule.startSpan('late').end();
    expect(telemetry.logs.map(({ message }) => message)).toEqual(['two']);
    expect(telemetry.spans).toEqual([]);
  });

  test('two captures see the same; stopping one leaves the other', async () => {
    const other = captureTelemetry();
    logger.info('both');
    await other.stop();
    winstonLogger.info('one only');
    expect(other.logs.map(({ message }) => message)).toEqual(['both']);
    expect(telemetry.logs.map(({ message }) => message)).toEqual(['both', 'one only']);
  });

  test('stopping the first of two captures leaves the other', async () => {
    const other = captureTelemetry();
    await telemetry.stop();
    winstonLogger.info('still seen');
    expect(other.logs.map(({ message }) => message)).toEqual(['still seen']);
    await other.stop();
  });

  test('await using stops', async () => {
    let kept: CapturedTelemetry;
    {
      await using inner = captureTelemetry();
      kept = inner;
      logger.info('inside');
    }
    logger.info('outside');
    expect(kept.logs.map(({ message }) => message)).toEqual(['inside']);
  });

  test('flush waits for what ends just after', async () => {
    setImmediate(() => logger.info('soon'));
    await telemetry.flush();
    expect(telemetry.logs).toHaveLength(1);
  });
});

describe('silent', () => {
  test('prints no lines, and captures them', async () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
    const consoles = jest.spyOn(console, 'log').mockImplementation((text) => void written.push(text));
    const others: string[] = [];
    const sink = new Writable({ write: (chunk, _, done) => done(void others.push(String(chunk))) });
    try {
      const byHand = createLogger({
        format: format.simple(),
        transports: [
          new transports.Console({ forceConsole: true }),
          new transports.Stream({ stream: process.stdout }),
          new transports.Stream({ stream: sink }),
        ],
      });
      const say = (text: string) => byHand.info(text);
      const outer = captureTelemetry({ silent: true });
      const inner = captureTelemetry({ silent: true });
      say('one');
      await inner.stop();
      say('two');
      await outer.stop();
      say('three');
      expect(written).toEqual(['info: three', 'info: three\n']);
      expect(others).toEqual(['info: one\n', 'info: two\n', 'info: three\n']);
      expect(outer.logs.map(({ message }) => message)).toEqual(['one', 'two']);
    } finally {
      write.mockRestore();
      consoles.mockRestore();
    }
  });
});
