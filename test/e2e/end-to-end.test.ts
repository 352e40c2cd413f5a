import { randomUUID } from 'node:crypto';
import { Collector } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import type { JaegerSpan } from '../support/backends/jaeger-client.js';
import { type OtlpLogRecord, plain, plainAttributes } from '../support/backends/otlp-json.js';
import { DemoApp } from '../support/demo-app.js';

jest.setTimeout(60_000);

const hex = (uuid: string): string => uuid.replaceAll('-', '');
const correlationOf = (log: OtlpLogRecord): unknown => plainAttributes(log.attributes).correlation_id;

describe('the example application, a real Collector and a real Jaeger', () => {
  let jaeger: Jaeger;
  let collector: Collector;
  let app: DemoApp;

  beforeAll(async () => {
    jaeger = await Jaeger.start();
    collector = await Collector.start({
      env: { JAEGER_ENDPOINT: jaeger.grpcEndpoint, LOGS_EXPORTERS: '[file]', METRICS_EXPORTERS: '[file]' },
    });
    app = await DemoApp.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl,
      OTEL_BSP_SCHEDULE_DELAY: '200',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    });
  });

  afterAll(async () => {
    await app?.stop();
    await collector?.stop();
    await jaeger?.stop();
  });

  const linesOf = (correlationId: string) =>
    app.lines.filter((line) => line.correlation_id === correlationId);

  /** Logs of one request in the Collector, once the worker has said that its job has ended, and the app's are there. */
  async function logsOf(correlationId: string, last: RegExp) {
    const ofRequest = <T extends OtlpLogRecord>(logs: readonly T[]) =>
      logs.filter((log) => correlationOf(log) === correlationId);
    const { logs } = await collector.file.when(`"${last.source}" of ${correlationId}`, (written) => {
      const own = ofRequest(written.logs);
      // The two processes send their batches when their own timers say.
      const isLastThere = own.some((log) => last.test(String(plain(log.body))));
      return isLastThere && own.length >= linesOf(correlationId).length;
    });
    return ofRequest(logs);
  }

  test('the correlation ID less its hyphens is the trace in Jaeger, without warnings', async () => {
    const correlationId = randomUUID();
    const response = await app.generate('hello world', { 'X-Correlation-ID': correlationId });

    expect(response.status).toBe(202);
    expect(response.headers.get('x-correlation-id')).toBe(correlationId);
    const complete = (spans: JaegerSpan[]) =>
      spans.some(({ operationName }) => operationName === 'POST /generate');
    const spans = await jaeger.client.whenTrace(hex(correlationId), complete);
    expect(spans.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(spans.map(({ operationName }) => operationName)).toEqual(
      expect.arrayContaining(['POST /generate', 'load_user', 'check_prompt']),
    );
    for (const span of spans) expect(span.tags).toMatchObject({ correlation_id: correlationId });
    const server = spans.find(({ operationName }) => operationName === 'POST /generate');
    expect(server?.service).toBe('demo-api');
    expect(server?.references).toEqual([]);
  });

  test("the worker's spans are in the trace or linked to it", async () => {
    const correlationId = randomUUID();
    await app.generate('one two three', { 'X-Correlation-ID': correlationId });
    const logs = await logsOf(correlationId, /^Job completed$/);
    const workerLog = logs.find((log) => log.resource['service.name'] === 'demo-worker');

    const complete = (spans: JaegerSpan[]) => {
      const worker = spans.filter(({ service }) => service === 'demo-worker');
      return worker.some(({ spanID }) => spanID === workerLog?.spanId) && worker.length >= 2;
    };
    const spans = await jaeger.client.whenTrace(workerLog!.traceId!, complete);

    expect(spans.flatMap(({ warnings }) => warnings)).toEqual([]);
    const job = spans.find(({ spanID }) => spanID === workerLog?.spanId);
    const traces = [job?.traceID, ...job!.references.map(({ traceID }) => traceID)];
    expect(traces).toContain(hex(correlationId));
    expect(job?.tags).toMatchObject({ correlation_id: correlationId });
  });

  test.each([
    ['a request that succeeds', 'a b', {}, 202, /^Job completed$/],
    ['a job that fails', 'a dragon', {}, 202, /^Job failed$/],
    ['a request that is refused', 'a b', { 'X-User': 'guest' }, 402, /^Request completed$/],
    ['a request that throws', '', {}, 400, /^Request (completed|failed)$/],
  ])(
    '%s: the Collector has each log of stdout exactly once, in its trace',
    async (_, prompt, headers, status, last) => {
      const correlationId = randomUUID();
      const response = await app.generate(prompt, { ...headers, 'X-Correlation-ID': correlationId });
      expect(response.status).toBe(status);

      const logs = await logsOf(correlationId, last);

      const lines = linesOf(correlationId);
      const key = (message: unknown, level: unknown, traceId: unknown, spanId: unknown) =>
        [level, message, traceId, spanId].join(' | ');
      const onStdout = lines.map((line) => key(line.message, line.level, line.trace_id, line.span_id));
      const inCollector = logs.map((log) =>
        key(plain(log.body), log.severityText?.toUpperCase(), log.traceId, log.spanId),
      );
      expect(inCollector.sort()).toEqual(onStdout.sort());
      expect(lines.length).toBeGreaterThanOrEqual(2);
      for (const log of logs) {
        expect(log.traceId).toMatch(/^[0-9a-f]{32}$/);
        expect(log.spanId).toMatch(/^[0-9a-f]{16}$/);
        expect(log.severityNumber).toBeGreaterThanOrEqual(1);
      }
      const fromApi = logs.filter((log) => log.resource['service.name'] === 'demo-api');
      for (const log of fromApi) expect(log.traceId).toBe(hex(correlationId));
    },
  );

  test("the worker's metrics arrive, without a correlation ID", async () => {
    const { metrics } = await collector.file.when('the job duration', (written) =>
      written.metrics.some(({ name }) => name === 'tracebridge.worker.job.duration'),
    );
    expect(JSON.stringify(metrics)).not.toContain('correlation');
  });

  test('SIGTERM: what was logged arrives, the exit code is 0, stderr is silent', async () => {
    const ids = Array.from({ length: 50 }, (): string => randomUUID());
    await Promise.all(ids.map((id) => app.generate('goodbye', { 'X-Correlation-ID': id })));

    const code = await app.stop();

    expect(code).toBe(0);
    expect(app.stderr).toBe('');
    const expected = app.lines.filter((line) => ids.includes(String(line.correlation_id))).length;
    const count = (logs: OtlpLogRecord[]) =>
      logs.filter((log) => ids.includes(String(correlationOf(log)))).length;
    const { logs } = await collector.file.when('all logs', (written) => count(written.logs) >= expected);
    expect(count(logs)).toBe(expected);
    expect(expected).toBeGreaterThanOrEqual(150);
  });
});
