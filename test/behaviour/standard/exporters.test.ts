import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';
import { freePorts } from '../../support/backends/free-ports.js';

const APP = join(ROOT, 'test/fixtures/standard/app.cjs');

test('OTEL_TRACES_EXPORTER=zipkin', async () => {
  const bodies: string[] = [];
  const zipkin = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    response.writeHead(202).end();
  }).listen(0, '127.0.0.1');
  await once(zipkin, 'listening');
  const { port } = zipkin.address() as AddressInfo;
  const run = await runApp({
    args: ['--require', REGISTER, APP],
    env: {
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}/api/v2/spans`,
    },
  });
  zipkin.close();
  zipkin.closeAllConnections();
  expect(run.stderr).toBe('');
  expect(JSON.parse(bodies[0] as string)).toMatchObject([
    { name: 'work', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
  ]);
  expect(bodies[0]).toContain('process.pid');
  expect(bodies[0]).not.toContain('process.command_args');
  expect(run.logs.map(({ body }) => body)).toContain('inside');
});

test('OTEL_METRICS_EXPORTER=prometheus', async () => {
  const [port] = await freePorts(1);
  const app = `
    require('@opentelemetry/api').metrics.getMeter('m').createCounter('orders').add(3);
    setImmediate(async () => {
      const response = await fetch('http://127.0.0.1:${port}/metrics');
      console.log(await response.text());
      process.exit();
    });`;
  const run = await runApp({
    args: ['--require', REGISTER, '-e', app],
    env: {
      TRACEBRIDGE_KEEP: 'errors',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    },
  });
  expect(run.stdout).toMatch(/^orders_total\{.*\} 3$/m);
  // What the SDK exports can't be held back: told once.
  expect(run.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(
      /^\[tracebridge\] TRACEBRIDGE_KEEP has no effect where OpenTelemetry’s own SDK exports/,
    ),
  ]);
});
