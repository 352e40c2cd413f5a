import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/backends/binaries.js';
import { Collector, DEFAULT_CONFIG } from '../support/backends/collector.js';
import { OtlpSender } from '../support/backends/otlp-sender.js';
import { AWS, awsEnvironment } from '../support/backends/profiles.js';
import { poll } from '../support/backends/wait.js';
import { range } from '../support/numbered.js';
import { AwsOtlp } from '../support/sinks/aws-otlp.js';

jest.setTimeout(60_000);

const ALERTS = 'deploy/prometheus/alerts.yaml';
const run = promisify(execFile);

test('the rules are right, and fire when they should and only then', async () => {
  await run('promtool', ['check', 'rules', join(ROOT, ALERTS)]);
  await run('promtool', ['test', 'rules', join(ROOT, 'deploy/prometheus/alerts.test.yaml')]);
});

test('the rules name what a Collector has', async () => {
  const text = readFileSync(join(ROOT, ALERTS), 'utf8');
  const names = [...text.matchAll(/otelcol_\w+(\.[+*])?/g)].map(([name]) => new RegExp(`^${name}[{ ]`, 'm'));
  expect(names.length).toBeGreaterThanOrEqual(5);

  await using aws = await new AwsOtlp(AWS).open();
  await using collector = await Collector.start({
    configs: [DEFAULT_CONFIG, 'deploy/collector/gateway.yaml', 'deploy/collector/cloudwatch.yaml'],
    env: {
      ...awsEnvironment(aws.url),
      OTELCOL_QUEUE_BYTES: '300000',
      TAIL_SAMPLING_TRACES: '2',
      TAIL_SAMPLING_WAIT: '1s',
    },
  });
  const sender = new OtlpSender(collector.httpUrl);
  const large = range(1, 200).map(() => ({ message: 'x'.repeat(1_000) }));
  for (const status of [400, 503]) {
    aws.fail({ status });
    for (const _ of range(1, 8)) await sender.logs(large).catch(() => undefined);
    await sender.log('x').catch(() => undefined);
    await aws.when('a try', () => aws.requests.length > 0);
  }
  for (const _ of range(1, 20)) await sender.span('GET /');
  const missing = async () => {
    const metrics = await (await fetch(collector.metricsUrl)).text();
    return names.filter((name) => !name.test(metrics));
  };
  await poll(async () => (await missing()).length === 0 || undefined, {
    what: 'all names',
    timeoutMillis: 20_000,
  }).catch(() => undefined);
  expect(await missing()).toEqual([]);
});
