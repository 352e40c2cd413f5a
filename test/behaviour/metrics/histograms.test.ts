import { join } from 'node:path';
import type { MetricRecord } from '../../../src/otlp/model/metric.js';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

/** What a program that measures once with each histogram of the bridge sends, under the given variables. */
async function measureAll(env: Record<string, string>): Promise<TelemetryReceiver> {
  const receiver = await TelemetryReceiver.start();
  try {
    const outcome = await runProgram(
      ['--require', REGISTER, join(ROOT, 'test/fixtures/metrics/all-histograms.cjs')],
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    );
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
  } finally {
    await receiver.close();
  }
  return receiver;
}

const durations = (receiver: TelemetryReceiver): MetricRecord[] =>
  receiver.metrics.filter(({ type }) => type === 'histogram' || type === 'exponentialHistogram');

test('histograms lead to traces: each point of the default kind has exemplars, of spans that arrived', async () => {
  const receiver = await measureAll({});
  const found = durations(receiver);
  expect(found.map(({ name }) => name).sort()).toMatchInlineSnapshot(`
[
  "http.client.request.duration",
  "http.client.request.duration",
  "http.server.request.duration",
  "tracebridge.operation.duration",
  "tracebridge.worker.job.duration",
]
`);
  const spans = new Set(receiver.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
  for (const metric of found) {
    if (metric.type !== 'histogram') throw new Error(`${metric.name} is of another kind`);
    for (const point of metric.points) {
      expect([metric.name, point.exemplars.length]).not.toEqual([metric.name, 0]);
      for (const { traceId, spanId } of point.exemplars) expect(spans).toContain(`${traceId} ${spanId}`);
    }
  }
});

test('base2_exponential_bucket_histogram: the same histograms, exponential, with the same counts', async () => {
  const [explicit, exponential] = await Promise.all([
    measureAll({}),
    measureAll({
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    }),
  ]);
  const counts = (receiver: TelemetryReceiver) =>
    Object.fromEntries(
      durations(receiver).map((metric) => [
        metric.name,
        'points' in metric ? metric.points.reduce((sum, point) => sum + Number(Object(point).count), 0) : 0,
      ]),
    );
  expect(new Set(durations(exponential).map(({ type }) => type))).toEqual(new Set(['exponentialHistogram']));
  expect(counts(exponential)).toEqual(counts(explicit));
});
