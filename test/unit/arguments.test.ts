import { resolveOptions } from '../../src/config/resolve.js';
import { BridgeError } from '../../src/core/errors.js';
import { createRedactor } from '../../src/core/redact/redactor.js';
import { correlation } from '../../src/express.js';
import { correlation as correlationOfFastify } from '../../src/fastify.js';
import {
  configureLogging,
  getCorrelationId,
  getLogger,
  LoggingContext,
  resetLoggingContext,
  runWithLoggingContext,
  setLoggingContext,
  timed,
  WorkerMetricsCollector,
  withCorrelationId,
  workerJob,
} from '../../src/index.js';
import { withTelemetry } from '../../src/lambda.js';
import { createHandle } from '../../src/sdk/handle.js';
import { structuredJson } from '../../src/winston.js';
import { createTelemetry } from '../../src/workers/bullmq/telemetry.js';
import { captureLogLines, type LogLines } from '../support/log-lines.js';

let lines: LogLines;
beforeEach(() => {
  lines = captureLogLines();
});
afterEach(() => lines.stop());

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const thrower = (...names: string[]) =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          enumerable: true,
          get: () => {
            throw new Error('of the app');
          },
        },
      ]),
    ),
  );

const VALUES: Record<string, () => unknown> = {
  null: () => null,
  'a number': () => 7,
  'a text': () => 'x',
  'a symbol': () => Symbol('x'),
  'a revoked Proxy': revoked,
  'a Proxy that throws': () =>
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('of the app');
        },
        ownKeys: () => {
          throw new Error('of the app');
        },
      },
    ),
  'getters that throw': () =>
    thrower(
      'level',
      'serviceName',
      'header',
      'parent',
      'logArgs',
      'extra',
      'userId',
      'keys',
      'correlationId',
      'redact',
      'flush',
    ),
};

const timeouts: number[] = [];
const handle = () => {
  const takes = async (millis: number) => void timeouts.push(millis);
  return createHandle({ flush: takes, end: takes, stats: () => ({}) as never });
};

const CALLS: Record<string, (value: never) => unknown> = {
  'new LoggingContext': (value) => new LoggingContext(value),
  'its extra': (value) => new LoggingContext({ extra: value }),
  'its correlationId': (value) => new LoggingContext({ correlationId: value }),
  withExtra: (value) => new LoggingContext().withExtra(value),
  'its withCorrelationId': (value) => new LoggingContext().withCorrelationId(value),
  withCorrelationId: (value) => withCorrelationId(value, () => 1),
  setLoggingContext: (value) => setLoggingContext(value),
  resetLoggingContext: (value) => resetLoggingContext(value),
  runWithLoggingContext: (value) => runWithLoggingContext(value, () => 1),
  'its function': (value) => runWithLoggingContext(new LoggingContext(), value),
  'that of withCorrelationId': (value) => withCorrelationId('x', value),
  getCorrelationId: (value) => getCorrelationId(value),
  registerWorker: (value) => new WorkerMetricsCollector().registerWorker(value),
  structuredJson: (value) => structuredJson(value),
  'options of timed': (value) => timed('a', value, () => 1),
  'attributes of timed': (value) => timed('a', { attributes: value }, () => 1)(),
  'function of timed': (value) => timed('a', {}, value),
  'options of @timed': (value) => timed('a', value),
  configureLogging: (value) => configureLogging(value),
  child: (value) => getLogger('a').child(value),
  'fields of a line': (value) => getLogger('a').debug('a', value),
  'options of start': (value) => resolveOptions(value),
  'redact of start': (value) => resolveOptions({ redact: value }),
  redact: (value) => createRedactor(value),
  'options of workerJob': (value) => workerJob('a', 1, value, () => 1),
  'carrier of workerJob': (value) => workerJob('a', 1, { carrier: value }, () => 1),
  'attributes of workerJob': (value) => workerJob('a', 1, { attributes: value }, () => 1),
  'name of workerJob': (value) => workerJob(value, 1, () => 1),
  'ID of workerJob': (value) => workerJob('a', value, () => 1),
  'options of BullMQ': (value) => createTelemetry(value),
  'options of a middleware': (value) => correlation(value),
  'options of the plugin': (value) => correlationOfFastify(value),
  'time of forceFlush': (value) => handle().forceFlush(value),
  'time of shutdown': (value) => handle().shutdown(value),
  'options of a Lambda function': (value) => withTelemetry(() => 1, value),
};

describe.each(Object.entries(CALLS))('%s', (_, call) => {
  test.each(Object.entries(VALUES))('%s is taken, or refused with a code', (_name, make) => {
    let thrown: unknown;
    try {
      call(make() as never);
    } catch (error) {
      thrown = error;
    }
    if (thrown !== undefined) {
      expect(thrown).toBeInstanceOf(BridgeError);
      expect((thrown as BridgeError).code).toMatch(/^TRACEBRIDGE_/);
    }
  });
});

test('a function that was revoked can not be timed', () => {
  const { proxy, revoke } = Proxy.revocable(() => 1, {});
  revoke();
  expect(() => timed('a', {}, proxy)).toThrow(
    expect.objectContaining({ code: 'TRACEBRIDGE_INVALID_OPTION' }),
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5', null])('%s is no time to wait', (millis) => {
  for (const name of ['forceFlush', 'shutdown'] as const)
    expect(() => handle()[name](millis as number)).toThrow(
      expect.objectContaining({
        code: 'TRACEBRIDGE_INVALID_OPTION',
        message: expect.stringContaining('timeoutMillis'),
      }),
    );
});

test('a deadline may be counted down to, and beyond', async () => {
  timeouts.length = 0;
  for (const millis of [7.5, 0, -3, undefined]) {
    await handle().forceFlush(millis);
    await handle().shutdown(millis);
  }
  expect(timeouts).toEqual([7.5, 7.5, 0, 0, 0, 0, 10_000, 5000]);
});

test('what the app threw is the cause', () => {
  expect(() => configureLogging(thrower('level') as never)).toThrow(
    expect.objectContaining({ cause: new Error('of the app') }),
  );
});
