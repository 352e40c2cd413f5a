import { join } from 'node:path';
import { REGISTER, ROOT, runApp } from '../support/apps/run-app.js';
import { Collector } from '../support/backends/collector.js';

const APP = join(ROOT, 'test/fixtures/standard/app.cjs');

test('OTEL_EXPORTER_OTLP_PROTOCOL=grpc: all signals reach a real Collector', async () => {
  await using collector = await Collector.start({
    env: { TRACES_EXPORTERS: '[file]', LOGS_EXPORTERS: '[file]', METRICS_EXPORTERS: '[file]' },
  });
  const run = await runApp({
    args: ['--require', REGISTER, APP],
    env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl },
  });
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  const written = await collector.file.when(
    'span, logs and metric',
    ({ spans, logs, metrics }) => spans.length === 1 && logs.length === 2 && metrics.length > 0,
  );
  expect(written.spans[0]).toMatchObject({ name: 'work', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' });
  expect(written.metrics.map(({ name }) => name)).toContain('orders');
}, 60_000);
