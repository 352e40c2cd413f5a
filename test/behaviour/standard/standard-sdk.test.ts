import { join } from 'node:path';
import { REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';

const APP = join(ROOT, 'test/fixtures/standard/app.cjs');
const CONFIG_FILE = join(ROOT, 'test/fixtures/standard/config.yaml');
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

test('OTEL_CONFIG_FILE: spans, logs and metrics as the file says, with the correlation ID as trace', async () => {
  const run = await runApp({ args: ['--require', REGISTER, APP], env: { OTEL_CONFIG_FILE: CONFIG_FILE } });
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  expect(run.spans).toMatchObject([
    { name: 'work', traceId: TRACE_ID, resource: { 'service.name': 'from-file' } },
  ]);
  const inside = run.logs.filter(({ body }) => body === 'inside');
  expect(inside).toMatchObject([{ traceId: TRACE_ID, spanId: run.spans[0]?.spanId, scope: 'app' }]);
  expect(run.metrics.map(({ name }) => name)).toContain('orders');
  expect(run.stdout).toContain(JSON.stringify({ handedOver: { traces: 1, logs: 2 } }));
});

test('a configuration file that is missing is told, and the app runs', async () => {
  const run = await runApp({
    args: ['--require', REGISTER, APP],
    env: { OTEL_CONFIG_FILE: '/nowhere.yaml' },
  });
  expect(run.code).toBe(0);
  expect(run.stderr).toContain('/nowhere.yaml');
  expect(run.stdout).toContain('"message":"inside"');
});

test('OTEL_LOG_LEVEL: OpenTelemetry speaks on stderr, not on stdout', async () => {
  const run = await runApp({ args: ['--require', REGISTER, APP], env: { OTEL_LOG_LEVEL: 'debug' } });
  expect(run.stderr).toMatch(/^\[tracebridge\] OpenTelemetry debug: /m);
  expect(run.stdout).not.toContain('OpenTelemetry debug');
});

test('OTEL_SDK_DISABLED=true leaves the app untouched', async () => {
  const check = `
    const http = require('node:http');
    console.log(JSON.stringify({
      loadsLittle: Object.keys(require.cache).length < 30,
      request: http.request.toString().slice(0, 24),
      write: Object.hasOwn(require('winston/lib/winston/logger.js').prototype, 'write'),
      listeners: ['SIGTERM', 'exit', 'beforeExit', 'uncaughtExceptionMonitor'].map((name) => process.listenerCount(name)),
      tracer: require('@opentelemetry/api').trace.getTracer('t').startSpan('s').isRecording(),
    }));`;
  const [without, disabled] = await Promise.all([
    runApp({ args: ['-e', check] }),
    runApp({ args: ['--require', REGISTER, '-e', check], env: { OTEL_SDK_DISABLED: 'true' } }),
  ]);
  expect(disabled.stdout).toBe(without.stdout);
  expect(disabled.stdout).toContain('"loadsLittle":true');
  expect(disabled.stderr).toBe('');
});
