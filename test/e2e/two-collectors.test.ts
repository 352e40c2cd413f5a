import { Collector } from '../support/backends/collector.js';
import { plainAttributes } from '../support/backends/otlp-json.js';
import { AWS, awsEnvironment, CLOUDWATCH_CONFIGS } from '../support/backends/profiles.js';
import { HttpBalancer } from '../support/http-balancer.js';
import { range, tally } from '../support/numbered.js';
import { NumberedApp } from '../support/numbered-app.js';
import { AwsOtlp } from '../support/sinks/aws-otlp.js';

jest.setTimeout(180_000);

const COLLECTORS = ['first', 'second'];
/** Collectors name themselves by the attribute that they put in where a service names no environment. */
const passedBy = ({ resource }: { resource: Record<string, unknown> }) =>
  resource['deployment.environment.name'];

/** The numbers that one process's records have at the backend. */
function arrivedFrom({ serviceName }: NumberedApp, { logs, spans, metrics }: AwsOtlp) {
  const own = ({ resource }: { resource: Record<string, unknown> }) =>
    resource['service.name'] === serviceName;
  const number = ({ attributes }: { attributes?: Parameters<typeof plainAttributes>[0] }) =>
    Number(plainAttributes(attributes).number);
  const collections = metrics.filter((metric) => own(metric) && metric.name === 'collections');
  return {
    logs: logs.filter(own).map(number),
    spans: spans.filter(own).map(number),
    points: collections.flatMap(({ sum }) => sum?.dataPoints ?? []).map(({ asDouble }) => Number(asDouble)),
  };
}

test('four processes, two Collectors behind one endpoint, one killed and the backend away: nothing is lost', async () => {
  await using aws = await new AwsOtlp(AWS).open();
  const start = (name: string) =>
    Collector.start({
      configs: CLOUDWATCH_CONFIGS,
      env: { ...awsEnvironment(aws.url), DEPLOYMENT_ENVIRONMENT: name },
    });
  await using first = await start('first');
  await using second = await start('second');
  await using balancer = await HttpBalancer.start([first.httpUrl, second.httpUrl]);
  await using stack = new AsyncDisposableStack();
  const apps: NumberedApp[] = [];
  for (const number of range(1, 4)) {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: balancer.url,
      OTEL_METRIC_EXPORT_INTERVAL: '100',
      // Many requests, so that both Collectors get some of each process.
      OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '50',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '50',
    };
    apps.push(stack.use(await NumberedApp.start(`shop-${number}`, env)));
  }
  const record = (from: number, to: number) => Promise.all(apps.map((app) => app.record(from, to)));

  await record(1, 500);
  await aws.when('records by both Collectors', () =>
    COLLECTORS.every((name) => aws.logs.some((log) => passedBy(log) === name)),
  );
  await aws.when('the first records', () => apps.every((app) => arrivedFrom(app, aws).logs.length === 500));
  await aws.close();
  // What is settled from here is on the Collectors' disks.
  await record(501, 1_000);
  const recording = record(1_001, 3_000);
  await balancer.forwarding(first.httpUrl);
  await first.kill();
  await recording;
  await first.revive();
  await record(3_001, 3_500);
  await aws.open();
  const accounts = await Promise.all(apps.map((app) => app.end()));

  const complete = () =>
    apps.every((app, index) => {
      const { logs, spans, points } = arrivedFrom(app, aws);
      const sent = [range(1, 3_500), range(1, 3_500), range(1, accounts[index]?.collections ?? 0)];
      return [logs, spans, points].every(
        (numbers, signal) => tally(sent[signal] ?? [], numbers).missing.length === 0,
      );
    });
  await aws.when('all numbers of all processes', complete, 60_000);
  expect(aws.refused).toEqual([]);
  expect(new Set(aws.logs.map(passedBy))).toEqual(new Set(COLLECTORS));
  for (const [index, app] of apps.entries()) {
    const { code, collections, stats } = accounts[index] as (typeof accounts)[number];
    const { logs, spans, points } = arrivedFrom(app, aws);
    expect(code).toBe(0);
    expect(tally(range(1, 3_500), logs).unexpected).toEqual([]);
    expect(tally(range(1, 3_500), spans).unexpected).toEqual([]);
    expect(tally(range(1, collections), points).unexpected).toEqual([]);
    // Only what was under way when the Collector was killed can come twice.
    const settled = (number: number) => number <= 1_000 || number > 3_000;
    expect(tally([], logs.filter(settled)).duplicates).toBe(0);
    expect(tally([], spans.filter(settled)).duplicates).toBe(0);
    for (const { accepted, ...outcome } of [stats.logs, stats.traces, stats.metrics])
      expect(outcome).toEqual({ delivered: accepted, rejected: 0, dropped: {}, queued: 0 });
    expect(stats.logs.accepted).toBe(3_500);
    expect(stats.traces.accepted).toBe(3_500);
    expect(stats.metrics.accepted).toBeGreaterThanOrEqual(collections);
  }
});
