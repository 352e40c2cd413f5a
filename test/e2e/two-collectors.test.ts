import { Collector } from '../support/backends/collector.js';
import { AWS, awsEnvironment, CLOUDWATCH_CONFIGS } from '../support/backends/profiles.js';
import { HttpBalancer } from '../support/http-balancer.js';
import { range, tally } from '../support/numbered.js';
import { type Ended, NumberedApp } from '../support/numbered-app.js';
import { arrivedFrom, isComplete, tallyOf } from '../support/numbered-arrivals.js';
import { AwsOtlp } from '../support/sinks/aws-otlp.js';

jest.setTimeout(180_000);

const COLLECTORS = ['first', 'second'];
/** Collectors name themselves by the attribute that they put in where a service names no environment. */
const passedBy = ({ resource }: { resource: Record<string, unknown> }) =>
  resource['deployment.environment.name'];

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
  const ended: [NumberedApp, Ended][] = [];
  for (const app of apps) ended.push([app, await app.end()]);

  const complete = () => ended.every(([app, account]) => isComplete(tallyOf(app, aws, 3_500, account)));
  await aws.when('all numbers of all processes', complete, 60_000);
  expect(aws.refused).toEqual([]);
  for (const [app, account] of ended) {
    const { logs, spans, points } = tallyOf(app, aws, 3_500, account);
    expect([logs, spans, points].flatMap(({ unexpected }) => unexpected)).toEqual([]);
    // Only what was under way when the Collector was killed can come twice.
    const settled = (number: number) => number <= 1_000 || number > 3_000;
    const arrived = arrivedFrom(app, aws);
    expect(tally([], arrived.logs.filter(settled)).duplicates).toBe(0);
    expect(tally([], arrived.spans.filter(settled)).duplicates).toBe(0);

    const { code, stats, collections } = account;
    expect(code).toBe(0);
    for (const { accepted, ...outcome } of [stats.logs, stats.traces, stats.metrics])
      expect(outcome).toMatchObject({ delivered: accepted, rejected: 0, dropped: {}, queued: 0 });
    expect(stats.logs.accepted).toBe(3_500);
    expect(stats.traces.accepted).toBe(3_500);
    expect(stats.metrics.accepted).toBeGreaterThanOrEqual(collections);
  }
});
