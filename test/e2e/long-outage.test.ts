import { setTimeout as delay } from 'node:timers/promises';
import { Collector } from '../support/backends/collector.js';
import { AWS, awsEnvironment, CLOUDWATCH_CONFIGS } from '../support/backends/profiles.js';
import { NumberedApp } from '../support/numbered-app.js';
import { isComplete, tallyOf } from '../support/numbered-arrivals.js';
import { AwsOtlp } from '../support/sinks/aws-otlp.js';

/** Scaled down; docs/backends.md has the result of minutes. */
const SECONDS = Number(process.env.TRACEBRIDGE_TEST_OUTAGE_SECONDS || 12);
const PER_ROUND = 50;

jest.setTimeout((SECONDS + 120) * 1_000);

test(`the backend is away for ${SECONDS} s, the Collector is killed and restarted meanwhile: all of a process's records arrive`, async () => {
  await using aws = await new AwsOtlp(AWS).open();
  await using collector = await Collector.start({
    configs: CLOUDWATCH_CONFIGS,
    env: awsEnvironment(aws.url),
  });
  await using app = await NumberedApp.start('shop', {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl,
    OTEL_METRIC_EXPORT_INTERVAL: '500',
  });
  let last = 0;
  const record = async () => {
    const from = last + 1;
    last += PER_ROUND;
    await app.record(from, last);
  };
  /** Time is what is tested: the Collector meets the closed port again and again, at 200 logs and spans a second. */
  const recordFor = async (seconds: number) => {
    for (let rounds = seconds * 4; rounds > 0; rounds--) await Promise.all([record(), delay(250)]);
  };

  await record();
  await aws.when('the first records', () => aws.logs.length === PER_ROUND);
  await aws.close();
  await recordFor(SECONDS / 3);
  const recording = record();
  await collector.kill();
  await collector.revive();
  await recording;
  await recordFor(SECONDS / 3);
  await collector.restart();
  await recordFor(SECONDS / 3);
  await aws.open();
  const account = await app.end();

  // The numbers are compared only when there can be enough: it takes its time.
  const enough = () => Math.min(aws.logs.length, aws.spans.length) >= last;
  await aws.when('all numbers', () => enough() && isComplete(tallyOf(app, aws, last, account)), 90_000);
  const { logs, spans, points } = tallyOf(app, aws, last, account);
  expect([logs, spans, points].flatMap(({ unexpected }) => unexpected)).toEqual([]);
  // What was on its way when the Collector was killed, a round at most, can come twice.
  expect(logs.duplicates).toBeLessThanOrEqual(PER_ROUND);
  expect(spans.duplicates).toBeLessThanOrEqual(PER_ROUND);
  expect(account.stats.logs).toMatchObject({
    accepted: last,
    delivered: last,
    rejected: 0,
    dropped: {},
    queued: 0,
  });
});
