import { Collector } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import { diagnose } from '../support/doctor/run-doctor.js';

jest.setTimeout(120_000);

let jaeger: Jaeger;
let collector: Collector;

beforeAll(async () => {
  jaeger = await Jaeger.start();
  collector = await Collector.start({ env: { JAEGER_ENDPOINT: jaeger.grpcEndpoint } });
});

afterAll(async () => {
  await collector?.stop();
  await jaeger?.stop();
});

describe('tracebridge doctor with the real Collector and Jaeger', () => {
  test('finds nothing wrong, and its traces in Jaeger', async () => {
    const { ids, report, status } = await diagnose({
      args: ['--jaeger', jaeger.client.url],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl },
    });
    expect(ids).toEqual([]);
    expect(status).toBe(0);
    const seen = report.checks.find(({ id }) => id === 'read-back')?.seen ?? '';
    const [traceId] = /[0-9a-f]{32}/.exec(seen) as RegExpExecArray;
    expect(await jaeger.client.trace(traceId as string)).toMatchObject([
      { operationName: 'doctor', service: 'tracebridge-doctor', warnings: [] },
    ]);
  });

  test("tells the Collector's gRPC port from its HTTP port", async () => {
    const { finding } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl } });
    expect(finding('grpc-port').severity).toBe('error');
  });

  test("tells Jaeger's own OTLP port, which takes traces only", async () => {
    const { finding } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpHttpUrl } });
    expect(finding('traces-only').fix).toContain('OTEL_LOGS_EXPORTER=none');
  });

  test('tells the page of Jaeger from a receiver', async () => {
    const { ids } = await diagnose({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.client.url } });
    expect(ids.some((id) => id === 'not-otlp' || id === 'wrong-path')).toBe(true);
  });
});
