import { Collector } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import { plainAttributes } from '../support/backends/otlp-json.js';
import { newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';
import { AWS, awsEnvironment, CLOUDWATCH_CONFIGS } from '../support/backends/profiles.js';
import { poll } from '../support/backends/wait.js';
import { range, tally } from '../support/numbered.js';
import { AwsOtlp } from '../support/sinks/aws-otlp.js';

jest.setTimeout(120_000);

/** Numbers of the log records that have reached the backend. */
const arrived = (aws: AwsOtlp): number[] =>
  aws.logs.map((log) => Number(plainAttributes(log.attributes).number));

const numbered = (numbers: readonly number[]) =>
  numbers.map((number) => ({ message: 'paid', fields: { number } }));

/** The Collector's own metric, of its log exporter, as docs/scaling.md names it for alerts. */
async function measured(collector: Collector, name: string): Promise<number> {
  const text = await (await fetch(collector.metricsUrl)).text();
  const line = text
    .split('\n')
    .find((candidate) => candidate.startsWith(`${name}{`) && /logs/.test(candidate));
  return Number(line?.split(' ').at(-1));
}

/** Sends one request a record, so that each is acknowledged by itself; returns the numbers that were. */
async function sendOneByOne(sender: OtlpSender, numbers: readonly number[]): Promise<number[]> {
  const accepted: number[] = [];
  for (const number of numbers) {
    const sending = sender.logs(numbered([number])).then(() => accepted.push(number));
    await sending.catch(() => undefined);
  }
  return accepted;
}

describe('nothing that the Collector has acknowledged is lost', () => {
  let aws: AwsOtlp;
  let collector: Collector;
  let sender: OtlpSender;

  beforeEach(async () => {
    aws = await new AwsOtlp(AWS).open();
    collector = await Collector.start({ configs: CLOUDWATCH_CONFIGS, env: awsEnvironment(aws.url) });
    sender = new OtlpSender(collector.httpUrl);
  });

  afterEach(async () => {
    await collector?.stop();
    await aws?.close();
  });

  test('while the backend is away and the Collector is restarted, then killed', async () => {
    await sender.logs(numbered(range(1, 500)));
    await aws.when('the first records', () => aws.logs.length >= 500);
    await aws.close();
    await sender.logs(numbered(range(501, 1_000)));
    await collector.restart();
    await sender.logs(numbered(range(1_001, 1_500)));
    await collector.kill();
    await collector.revive();
    await sender.logs(numbered(range(1_501, 2_000)));

    await aws.open();
    await aws.when('all numbers', () => tally(range(1, 2_000), arrived(aws)).missing.length === 0, 60_000);

    expect(tally(range(1, 2_000), arrived(aws)).unexpected).toEqual([]);
  });

  test('when it is killed in the middle of sending, each record acknowledged by itself', async () => {
    const sending = sendOneByOne(sender, range(1, 3_000));
    await aws.when('the first batch', () => aws.logs.length > 0);
    await collector.kill();
    const accepted = await sending;
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length).toBeLessThan(3_000);

    await collector.revive();
    await aws.when('what was acknowledged', () => tally(accepted, arrived(aws)).missing.length === 0, 60_000);
  });

  test('while the backend answers 503, then 429 with Retry-After', async () => {
    aws.fail({ status: 503 });
    await sender.logs(numbered(range(1, 200)));
    await aws.when('a first try', () => aws.requests.length > 0);
    aws.fail({ status: 429, headers: { 'retry-after': '1' } });
    const tries = aws.requests.length;
    await aws.when('a second one', () => aws.requests.length > tries);
    aws.fail(undefined);

    await aws.when('all numbers', () => tally(range(1, 200), arrived(aws)).missing.length === 0);

    expect(tally(range(1, 200), arrived(aws))).toEqual({ missing: [], unexpected: [], duplicates: 0 });
  });
});

test('a full queue tells the sender to try again, and loses none of what it took', async () => {
  await using aws = await new AwsOtlp(AWS).open();
  const env = { ...awsEnvironment(aws.url), OTELCOL_QUEUE_BYTES: '300000' };
  await using collector = await Collector.start({ configs: CLOUDWATCH_CONFIGS, env });
  const sender = new OtlpSender(collector.httpUrl);
  await aws.close();
  const accepted: number[] = [];
  let refusal: unknown;
  while (refusal === undefined && accepted.length < 2_000) {
    const number = accepted.length + 1;
    const sending = sender.logs([{ message: 'x'.repeat(1_000), fields: { number } }]);
    await sending.then(
      () => accepted.push(number),
      (error: Error) => {
        refusal = error.message;
      },
    );
  }
  expect(refusal).toMatch(/\b(429|503)\b/);
  expect(accepted.length).toBeGreaterThan(100);
  expect(await measured(collector, 'otelcol_exporter_queue_capacity')).toBe(300_000);
  expect(await measured(collector, 'otelcol_exporter_queue_size')).toBeGreaterThan(250_000);
  expect(await measured(collector, 'otelcol_exporter_enqueue_failed_log_records')).toBeGreaterThan(0);

  await aws.open();
  await aws.when('what was acknowledged', () => tally(accepted, arrived(aws)).missing.length === 0);
  expect(tally(accepted, arrived(aws)).unexpected).toEqual([]);
});

test('a Collector that is short of memory tells senders to try again, for every signal', async () => {
  // Less than an idle Collector takes: every check finds too much in use.
  const env = { OTELCOL_MEMORY_LIMIT_MIB: '4', OTELCOL_MEMORY_SPIKE_MIB: '1', TRACES_EXPORTERS: '[debug]' };
  await using collector = await Collector.start({ env });
  const sender = new OtlpSender(collector.httpUrl);
  for (const send of [() => sender.log('x'), () => sender.span('x'), () => sender.counter('x', 1)]) {
    const refusal = () =>
      send().then(
        () => undefined,
        (error: Error) => error.message,
      );
    const details = () => collector.describe();
    expect(await poll(refusal, { what: 'a refusal', details })).toMatch(/ 503 .*memory/);
  }
});

test('traces sent while Jaeger is away are in it once it is back', async () => {
  await using jaeger = await Jaeger.start();
  await using collector = await Collector.start({ env: { JAEGER_ENDPOINT: jaeger.grpcEndpoint } });
  const sender = new OtlpSender(collector.httpUrl);
  await jaeger.stop();
  const traceIds = range(1, 20).map(newTraceId);
  for (const traceId of traceIds) await sender.span('GET /orders', { traceId });
  await collector.kill();
  await collector.revive();

  await jaeger.revive();
  for (const traceId of traceIds) await jaeger.client.whenTrace(traceId);
});
