import { jaegerBehindCollector } from '../support/backends/jaeger-behind-collector.js';
import { diagnose } from '../support/doctor/run-doctor.js';

jest.setTimeout(120_000);

const backends = jaegerBehindCollector();

describe('tracebridge doctor with the real Collector and Jaeger', () => {
  test('finds nothing wrong, and its traces in Jaeger', async () => {
    const { ids, report, status } = await diagnose({
      args: ['--jaeger', backends.jaeger.client.url],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: backends.collector.httpUrl },
    });
    expect(ids).toEqual([]);
    expect(status).toBe(0);
    const seen = report.checks.find(({ id }) => id === 'read-back')?.seen ?? '';
    const [traceId] = /[0-9a-f]{32}/.exec(seen) as RegExpExecArray;
    expect(await backends.jaeger.client.trace(traceId as string)).toMatchObject([
      { operationName: 'doctor', service: 'tracebridge-doctor', warnings: [] },
    ]);
  });

  test("tells the Collector's gRPC port from its HTTP port", async () => {
    const { finding } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: backends.collector.grpcUrl } });
    expect(finding('grpc-port').severity).toBe('error');
  });

  test("tells Jaeger's own OTLP port, which takes traces only", async () => {
    const { finding } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: backends.jaeger.otlpHttpUrl } });
    expect(finding('traces-only').fix).toContain('OTEL_LOGS_EXPORTER=none');
  });

  test('tells the page of Jaeger from a receiver', async () => {
    const { ids } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: backends.jaeger.client.url } });
    expect(ids.some((id) => id === 'not-otlp' || id === 'wrong-path')).toBe(true);
  });
});
