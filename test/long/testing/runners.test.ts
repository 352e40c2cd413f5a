import { TelemetryReceiver } from '../../support/telemetry-receiver.js';
import { docFiles } from '../../support/testing/doc-files.js';
import { TestProject } from '../../support/testing/project.js';

const TIMEOUT_MILLIS = 60_000;
const PACKAGES = [
  '@opentelemetry/api',
  'winston',
  'express',
  'jest',
  'vitest',
  'expect',
  '@types/jest',
  '@types/node',
];

const PACKAGE_JSON = '{ "private": true, "type": "commonjs" }';
const VITEST_GLOBALS = `
  export default { test: { globals: true, setupFiles: ['tracebridge/testing'] } };
`;
const TREE_TEST = `
  import { expect, test } from 'vitest';
  import { timed } from 'tracebridge';
  import { captureTelemetry, matchers } from 'tracebridge/testing';
  expect.extend(matchers);
  test('tree', () => {
    using telemetry = captureTelemetry({ silent: true });
    timed('outer', timed('inner', () => {}))();
    expect(telemetry).toMatchTrace();
  });
`;
const GLOBALS_TEST = `
  const { captureTelemetry } = await import('tracebridge/testing');
  const { getLogger, withCorrelationId } = await import('tracebridge');
  test('the setup file added the matchers', () => {
    using telemetry = captureTelemetry();
    withCorrelationId('order-1', () => getLogger('app').info('hello'));
    expect(telemetry).toHaveLoggedInTrace('hello', { correlationId: 'order-1' });
  });
`;

const SNAPSHOT = 'jest/__snapshots__/books.test.js.snap';

const APP = `
  const winston = require('winston');
  exports.logger = winston.createLogger({
    format: winston.format.json(),
    transports: [new winston.transports.Console()],
  });
`;
const IMPORTS = `
  import { createRequire } from 'node:module';
  import { test } from 'vitest';
  const require = createRequire(import.meta.url);
`;
const PRELOADED_TEST = `
  const { trace } = require('@opentelemetry/api');
  const { getLogger, withCorrelationId } = require('tracebridge');
  const { logger } = require('./app.js');
  test('records', async () => {
    const app = require('express')();
    app.get('/orders/:id', (_, response) => {
      logger.info('by hand');
      response.end();
    });
    app.get('/failing', () => {
      throw new RangeError('mine');
    });
    app.set('env', 'test');
    const server = app.listen(0);
    await new Promise((resolve) => server.on('listening', resolve));
    const headers = { 'X-Correlation-ID': 'from-outside' };
    for (const path of ['/orders/7', '/failing'])
      await (await fetch('http://localhost:' + server.address().port + path, { headers })).text();
    server.close();
    withCorrelationId('from-code', () =>
      trace.getTracer('t').startActiveSpan('step', (span) => {
        getLogger('named').child({ n: 1 }).exception('by name', new RangeError('far'));
        span.end();
      }),
    );
  });
`;

const NO_EXPORTERS = {
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};

const TYPED = `
  telemetry = captureTelemetry({ http: true });
  expect(telemetry).toHaveLoggedInTrace('a', { correlationId: 'b' });
  expect(telemetry).not.toHaveLoggedInTrace({ message: /a/, level: 'info', fields: { n: 1 } });
  expect(telemetry).toHaveSpan('a', { kind: 'server', status: 'error', parent: null, attributes: { n: 1 } });
  // @ts-expect-error no such kind
  expect(telemetry).toHaveSpan('a', { kind: 'servant' });
  // @ts-expect-error no such option
  expect(telemetry).toHaveLoggedInTrace({ massage: 'a' });
  expect(telemetry).toHaveQueries(2, { correlationId: 'b' });
  expect(telemetry).toMatchTrace();
  const names: string[] = telemetry.spans.map(({ name }) => name);
`;
const IMPORT = `import { captureTelemetry, type CapturedTelemetry } from 'tracebridge/testing';
  let telemetry: CapturedTelemetry;`;
const TSCONFIG = (types: string[]) =>
  JSON.stringify({
    compilerOptions: {
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2024', 'esnext.disposable', 'dom'],
      strict: true,
      noEmit: true,
      types,
      // Checks our declarations as well as the test.
      skipLibCheck: false,
    },
    include: ['*.ts'],
  });

test(
  'the examples of docs/testing.md pass in jest',
  async () => {
    await using project = await TestProject.create(PACKAGES, {
      ...docFiles('testing.md'),
      'package.json': PACKAGE_JSON,
      'jest.config.js': `module.exports = { roots: ['<rootDir>/jest'], watchman: false };`,
    });
    // Not as in CI, where jest writes no snapshots.
    const { code, output } = await project.run('jest', '--ci=false');
    expect(output).toContain('Tests:       7 passed, 7 total');
    const snapshot = await project.read(SNAPSHOT);
    expect(snapshot).toContain('"list_books\n  SELECT\n  SELECT\n  SELECT\n  SELECT"');
    expect(code).toBe(0);

    await project.write(SNAPSHOT, snapshot.replace('SELECT', 'INSERT'));
    const differing = await project.run('jest', 'books');
    expect(differing.output).toMatch(/- +INSERT\n[\s\S]*\+ +SELECT/);
    expect(differing.code).toBe(1);
  },
  TIMEOUT_MILLIS,
);

test.each(['forks', 'threads', 'vmThreads'])(
  'the examples of docs/testing.md pass in vitest, pool %s',
  async (pool) => {
    await using project = await TestProject.create(PACKAGES, {
      ...docFiles('testing.md'),
      'vitest/package.json': '{ "private": true, "type": "module" }',
      'vitest/tree.test.js': TREE_TEST,
    });
    const { code, output } = await project.run('vitest', 'run', '-u', '--root', 'vitest', '--pool', pool);
    expect(output).toMatch(/Tests +2 passed \(2\)/);
    expect(await project.read('vitest/__snapshots__/tree.test.js.snap')).toContain('"outer\n  inner"');
    expect(code).toBe(0);
  },
  TIMEOUT_MILLIS,
);

test(
  'as a setup file of vitest with globals',
  async () => {
    await using project = await TestProject.create(PACKAGES, {
      'package.json': '{ "private": true, "type": "module" }',
      'vitest.config.js': VITEST_GLOBALS,
      'globals.test.js': GLOBALS_TEST,
    });
    const { code, output } = await project.run('vitest', 'run');
    expect(output).toMatch(/Tests +1 passed \(1\)/);
    expect(code).toBe(0);
  },
  TIMEOUT_MILLIS,
);

test.each([
  ['jest', 'js', ['-w', '2']],
  ['vitest', 'mjs', ['run', '--pool', 'forks']],
  ['vitest', 'mjs', ['run', '--pool', 'threads']],
])(
  '%s under the preload: lines, records and spans of tests are those of any app (%s, %j)',
  async (runner, extension, args) => {
    const receiver = await TelemetryReceiver.start();
    const test = extension === 'mjs' ? IMPORTS + PRELOADED_TEST : PRELOADED_TEST;
    await using project = await TestProject.create(
      PACKAGES,
      {
        'package.json': PACKAGE_JSON,
        'jest.config.js': `module.exports = { watchman: false };`,
        'app.js': APP,
        // Two, so that jest uses its workers.
        [`a.test.${extension}`]: test,
        [`b.test.${extension}`]: test,
      },
      {
        NODE_OPTIONS: '--require=tracebridge/register',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      },
    );
    const { code, output } = await project.run(runner, ...args);
    await receiver.close();

    expect(
      output.match(/\{.*"correlation_id":"from-outside".*"message":"by hand".*"trace_id":.*\}/g),
    ).toHaveLength(2);
    // Lines of their own, not blocks with a heading and the place of the call.
    expect(
      output.match(/^\{"timestamp":.*"message":"by name","correlation_id":"from-code".*\}$/gm),
    ).toHaveLength(2);
    const names = new Map(receiver.spans.map((span) => [span.spanId, span.name]));
    expect(
      receiver.logs
        .map(({ body, attributes, spanId, scope }) => [
          body,
          attributes.correlation_id,
          names.get(spanId),
          scope.name,
          attributes['exception.type'],
        ])
        .sort(),
    ).toEqual([
      ['by hand', 'from-outside', 'GET /orders/:id', 'winston', undefined],
      ['by hand', 'from-outside', 'GET /orders/:id', 'winston', undefined],
      ['by name', 'from-code', 'step', 'named', 'RangeError'],
      ['by name', 'from-code', 'step', 'named', 'RangeError'],
    ]);
    const failing = receiver.spans.filter(({ name }) => name === 'GET /failing');
    expect(failing.map(({ events }) => events[0]?.attributes['exception.message'])).toEqual(['mine', 'mine']);
    expect(code).toBe(0);
  },
  TIMEOUT_MILLIS,
);

test.each(['vmThreads', 'vmForks'])(
  'vitest under the preload, pool %s: that its copies are not seen is told, with the fix',
  async (pool) => {
    await using project = await TestProject.create(
      PACKAGES,
      { 'package.json': PACKAGE_JSON, 'app.js': APP, 'a.test.mjs': IMPORTS + PRELOADED_TEST },
      { NODE_OPTIONS: '--require=tracebridge/register', ...NO_EXPORTERS },
    );
    const { code, output } = await project.run('vitest', 'run', '--pool', pool);
    expect(output.match(/^\[tracebridge\] .*/gm)).toEqual([
      `[tracebridge] vitest's pool ${pool} gives test files copies of winston and of OpenTelemetry's API that the preload can not see: their lines carry no trace_id and are not exported, and spans of that API are lost; run vitest with --pool=forks or --pool=threads`,
    ]);
    expect(code).toBe(0);
  },
  TIMEOUT_MILLIS,
);

test.each([
  ['@types/jest', ['jest', 'node'], ''],
  ['vitest', ['node'], `import { expect } from 'vitest';`],
])(
  'the matchers are typed for %s',
  async (_, types, importExpect) => {
    await using project = await TestProject.create(PACKAGES, {
      'package.json': PACKAGE_JSON,
      'tsconfig.json': TSCONFIG(types),
      'typed.ts': `${importExpect}\n${IMPORT}\n${TYPED}`,
    });
    const { output } = await project.run('tsc', '-p', '.');
    expect(output).toBe('');
  },
  TIMEOUT_MILLIS,
);
