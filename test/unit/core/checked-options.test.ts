import { createTelemetry } from '../../../src/bullmq.js';
import { correlation as ofExpress } from '../../../src/express.js';
import { correlation as ofFastify } from '../../../src/fastify.js';
import { correlation as ofHono } from '../../../src/hono.js';
import { correlation as ofNode } from '../../../src/http.js';
import { configureLogging, LoggingContext, start, timed, workerJob } from '../../../src/index.js';
import { correlation as ofKoa } from '../../../src/koa.js';
import { telemetry as ofMiddy, withTelemetry } from '../../../src/lambda.js';
import { captureTelemetry, matchers } from '../../../src/testing.js';
import { redact, structuredJson, TracebridgeTransport } from '../../../src/winston.js';

const noop = (): void => {};
const MATCHING = { equals: Object.is, utils: { stringify: String } };
const CAPTURED = { spans: [], logs: [] };

// biome-ignore lint/suspicious/noExplicitAny: names that the types refuse
const ENTRIES: [entry: string, misspelt: string, meant: string, call: (options: any) => unknown][] = [
  ['start', 'spoolDirs', 'spoolDir', start],
  ['start redact', 'redact.kyes', 'keys', (redact) => start({ redact })],
  ['configureLogging', 'levle', 'level', configureLogging],
  ['new LoggingContext', 'init.userID_', 'userId', (init) => new LoggingContext(init)],
  ['timed', 'logArg', 'logArgs', (options) => timed('query', options, noop)],
  ['@timed', 'treshold', 'undefined', (options) => timed('query', options)],
  ['workerJob', 'carier', 'carrier', (options) => workerJob('mailer', 1, options, noop)],
  ['structuredJson', 'presets', 'preset', structuredJson],
  ['redact', 'redact.email', 'emails', redact],
  ['express', 'ignorePath', 'ignorePaths', ofExpress],
  ['fastify', 'ignorePath', 'ignorePaths', ofFastify],
  ['koa', 'ignorePath', 'ignorePaths', ofKoa],
  ['hono', 'ignorePath', 'ignorePaths', ofHono],
  ['http', 'ignorePath', 'ignorePaths', ofNode],
  ['bullmq', 'internalSpan', 'internalSpans', createTelemetry],
  ['lambda', 'flushMilis', 'flushMillis', (options) => withTelemetry(async () => 1, options)],
  ['captureTelemetry', 'silence', 'silent', captureTelemetry],
];

describe('an option that is none is refused, and the one that is meant is named', () => {
  it.each(ENTRIES)('%s', (_entry, shown, meant, call) => {
    const misspelt = shown.slice(shown.indexOf('.') + 1);
    const question = meant === 'undefined' ? /one of [^?]*, got 1/ : new RegExp(`did you mean ${meant}\\?`);
    expect(() => call({ [misspelt]: 1 })).toThrow(
      expect.objectContaining({
        code: 'TRACEBRIDGE_INVALID_OPTION',
        message: expect.stringMatching(question),
      }),
    );
    expect(() => call({ [misspelt]: 1 })).toThrow(`Expected \`${shown}\` to be one of `);
  });
});

const TAKING_OBJECTS: [entry: string, what: string, call: (options: never) => unknown][] = [
  ...ENTRIES.filter(([entry]) => entry !== 'start redact').map(
    ([entry, shown, , call]): (typeof TAKING_OBJECTS)[number] => [
      entry,
      shown.includes('.') ? shown.slice(0, shown.indexOf('.')) : 'options',
      call,
    ],
  ),
  ['timed without a name', 'options', timed],
  ['workerJob of a block', 'options', (options) => workerJob('mailer', 1, options)],
  ['http with a handler', 'options', (options) => ofNode(noop, options)],
  ['middy', 'options', ofMiddy],
  ['TracebridgeTransport', 'options', (options) => new TracebridgeTransport(options)],
  ['toHaveSpan', 'expected', (expected) => matchers.toHaveSpan.call(MATCHING, CAPTURED, 'a', expected)],
  [
    'toHaveLoggedInTrace',
    'expected',
    (expected) => matchers.toHaveLoggedInTrace.call(MATCHING, CAPTURED, expected),
  ],
];

describe('null is no object of options', () => {
  it.each(TAKING_OBJECTS)('%s', (_entry, what, call) => {
    expect(() => call(null as never)).toThrow(
      expect.objectContaining({
        code: 'TRACEBRIDGE_INVALID_OPTION',
        message: `Expected \`${what}\` to be an object, got null (null)`,
      }),
    );
  });
});

test.each([
  [
    'keys',
    ['iban', ''],
    'an array of non-empty strings and RegExps, got iban, (object): item 2 is "" (string)',
  ],
  ['patterns', [/a/, 'b'], 'an array of RegExps, got /a/,b (object): item 2 is "b" (string)'],
  ['allowKeys', 'otp', 'an array of non-empty strings, got "otp" (string)'],
])('what breaks the rule of a list is told: %s', (name, value, told) => {
  expect(() => redact({ [name]: value })).toThrow(
    expect.objectContaining({ message: `Expected \`redact.${name}\` to be ${told}` }),
  );
});
