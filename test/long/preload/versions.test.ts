import { join } from 'node:path';
import { NODE_VERSIONS, nodeBinary } from '../../support/apps/node-versions.js';
import { type AppRun, REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';
import { TestProject } from '../../support/testing/project.js';

/** The first run on a machine downloads Node.js. */
const TIMEOUT_MILLIS = 180_000;
const APP = join(ROOT, 'test/fixtures/esm/app.mjs');

/** The line is told by the main thread: the last of ours that looks what stderr is. */
const TOLD = `
  const span = require('@opentelemetry/api').trace.getTracer('app').startSpan('told');
  span.end();
  span.setAttribute('too', 'late');
  console.log(require.resolve('express'));`;

describe.each(NODE_VERSIONS)('Node.js %s', (version) => {
  describe.each(['--require', '--import'])('an app of ES modules under %s', (flag) => {
    let run: AppRun;
    beforeAll(async () => {
      run = await runApp({ node: await nodeBinary(version), args: [flag, REGISTER, APP] });
    }, TIMEOUT_MILLIS);

    test('ends as it would without', () => {
      expect(run.stderr).toBe('');
      expect(run.code).toBe(0);
    });

    test('every winston line is exported once, in the trace of the correlation ID', () => {
      const messages = ['by hand', 'by container', 'by getLogger', 'in work'];
      for (const message of messages) {
        const records = run.logs.filter(({ body }) => body === message);
        expect(records).toHaveLength(1);
        expect(records[0]).toMatchObject({ traceId: run.spans[0]?.traceId });
        expect(JSON.stringify(records[0])).toContain('order-7');
      }
    });

    test('incoming, fetch and node:http requests have one span each, all in one trace', () => {
      const server = run.spans.filter(({ name }) => name === 'GET /orders/:id');
      expect(server).toHaveLength(1);
      const ofTrace = run.spans.filter(({ traceId }) => traceId === server[0]?.traceId);
      const kinds = ofTrace.map(({ kind, name }) => `${kind} ${name}`).sort();
      expect(kinds).toEqual([
        'client GET',
        'client GET',
        'client GET',
        'internal work',
        'server GET /echo',
        'server GET /echo',
        'server GET /orders/:id',
      ]);
    });

    test('outgoing requests carry the correlation ID and the trace', () => {
      const line = run.stdout.split('\n').find((text) => text.includes('"answer"'));
      const { fetched, requested } = JSON.parse(line as string).answer;
      const { traceId } = run.spans.find(({ name }) => name === 'GET /orders/:id') ?? {};
      for (const { id, traceparent } of [fetched, requested]) {
        expect(id).toBe('order-7');
        expect(traceparent).toContain(traceId);
      }
    });
  });

  test(
    'every entry has its names in ES modules',
    async () => {
      const run = await runApp({
        node: await nodeBinary(version),
        args: [join(ROOT, 'test/fixtures/esm/imports.mjs')],
      });
      const names = JSON.parse(run.stdout) as Record<string, string[]>;
      expect(names['.']).toEqual(
        expect.arrayContaining(['start', 'getLogger', 'timed', 'workerJob', 'BridgeError']),
      );
      expect(names['./winston']).toEqual(
        expect.arrayContaining(['TracebridgeTransport', 'structuredJson', 'redact']),
      );
      expect(names['./testing']).toEqual(expect.arrayContaining(['captureTelemetry', 'matchers']));
      for (const entry of ['./express', './fastify', './koa', './hono', './http'])
        expect(names[entry]).toContain('correlation');
      expect(Object.values(names).filter((list) => list.length === 0)).toEqual([]);
    },
    TIMEOUT_MILLIS,
  );

  // As pnpm lays them out: https://github.com/nodejs/node/issues/51142
  test(
    'require follows links after a line of ours on a pipe',
    async () => {
      await using project = await TestProject.create(['@opentelemetry/api', 'express'], { 'app.cjs': TOLD });
      const run = await runApp({
        node: await nodeBinary(version),
        args: ['--require', REGISTER, join(project.directory, 'app.cjs')],
        env: { OTEL_LOG_LEVEL: 'warn' },
      });
      expect(run.stderr).toContain('on an ended span');
      expect(run.stdout).toBe(`${join(ROOT, 'node_modules/express/index.js')}\n`);
    },
    TIMEOUT_MILLIS,
  );
});
