import { join } from 'node:path';
import { correlationIdToTraceId } from '../../../src/correlation/correlation-id.js';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

let receiver: TelemetryReceiver;

beforeAll(async () => {
  receiver = await TelemetryReceiver.start();
  const outcome = await runProgram(
    ['--require', REGISTER, join(ROOT, 'test/fixtures/workers/job-with-steps.js')],
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  );
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
});
afterAll(() => receiver.close());

test('jobs and their steps arrive as traces of their own', () => {
  for (const jobId of ['job-1', 'job-2']) {
    const spans = receiver.spans.filter((span) => span.attributes.correlation_id === jobId);
    const job = spans.find((span) => span.name === 'process pages');
    const step = spans.find((span) => span.name === 'step');
    expect(job).toMatchObject({
      kind: 'consumer',
      traceId: correlationIdToTraceId(jobId),
      parentSpanId: '',
      status: { code: jobId === 'job-1' ? 'unset' : 'error' },
    });
    expect(step).toMatchObject({ kind: 'internal', traceId: job?.traceId, parentSpanId: job?.spanId });
  }
});

test('their log lines arrive in those traces', () => {
  const told = receiver.logs.map(({ body, attributes, traceId }) => [body, attributes.job_id, traceId]);
  const [one, two] = ['job-1', 'job-2'].map(correlationIdToTraceId);
  // By logger, that is by scope, within a request.
  expect(told).toHaveLength(5);
  expect(told).toEqual(
    expect.arrayContaining([
      ['Job started', 'job-1', one],
      ['Job completed', 'job-1', one],
      ['Job started', 'job-2', two],
      ['step failed', 'job-2', two],
      ['Job failed', 'job-2', two],
    ]),
  );
});

test('so do the metrics, without any ID', () => {
  const points = (name: string) =>
    receiver.metrics
      .filter((metric) => metric.name === name)
      .flatMap(({ points }): readonly { attributes?: object }[] => points);
  // Metrics may be collected several times, on the way out too: each series once.
  const attributes = (name: string) => [
    ...new Map(points(name).map((point) => [JSON.stringify(point.attributes), point.attributes])).values(),
  ];
  expect(attributes('tracebridge.operation.duration')).toEqual([
    { 'operation.name': 'step' },
    { 'operation.name': 'step', 'error.type': 'RangeError' },
  ]);
  expect(attributes('tracebridge.worker.job.duration')).toEqual([
    { 'worker.name': 'pages' },
    { 'worker.name': 'pages', 'error.type': 'RangeError' },
  ]);
  expect(attributes('tracebridge.worker.jobs')).toEqual([
    { 'worker.name': 'pages', outcome: 'completed' },
    { 'worker.name': 'pages', outcome: 'failed' },
  ]);
  for (const name of ['jobs.active', 'last_job.timestamp', 'uptime', 'success_ratio']) {
    expect(attributes(`tracebridge.worker.${name}`)).toEqual([{ 'worker.name': 'pages' }]);
  }
});
