import { join } from 'node:path';
import { SIGNALS } from '../../../src/otlp/signal.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const run = (url: string, way: string, env: NodeJS.ProcessEnv = {}) =>
  runProgram(['--require', REGISTER, join(ROOT, 'test/fixtures/preload/exit.cjs'), way], {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    ...env,
  });

/** The value of a counter of the app when it ended. */
function counted(receiver: TelemetryReceiver, name: string): unknown {
  const metric = receiver.metrics.findLast((candidate) => candidate.name === name);
  return metric?.type === 'sum' ? metric.points.map(({ value }) => value) : metric;
}

describe('collector up: 100 of 100 logs, spans and metric points arrive, none of the app’s observers is called at the end', () => {
  test.each([
    ['natural', 0, ''],
    ['exit', 3, ''],
    ['crash', 1, 'the app failed'],
    ['rejection', 1, 'the app failed'],
    ['signal', 'SIGTERM', ''],
    ['exit-listener', 3, ''],
    ['throw-in-listener', 3, 'the app failed'],
    ['before-exit', 0, ''],
    ['thread', 0, ''],
    ['fork', 0, ''],
    ['exec', 3, ''],
    ['natural', 0, '', 'inline'],
    ['before-exit', 0, '', 'inline'],
    ['signal', 'SIGTERM', '', 'inline'],
  ])('%s', async (way, end, stderr, mode = 'thread') => {
    await using server = await OtlpServer.start();
    const outcome = await run(server.url, way, { TRACEBRIDGE_EXPORT: mode });
    expect(outcome.status ?? outcome.signal).toBe(end);
    if (stderr === '') expect(outcome.stderr).toBe('');
    else expect(outcome.stderr).toContain(stderr);
    expect(outcome.stderr).not.toContain('[tracebridge]');
    expect(outcome.stderr).not.toContain('called at the end');
    for (const signal of SIGNALS) {
      const numbers = [...server.distinct(signal)].filter((number) => !Number.isNaN(number));
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    }
    for (const signal of ['logs', 'traces'] as const) expect(server.duplicates(signal)).toBe(0);
  });
});

test.each(['thread', 'inline'])('what shutdown() loses is told, once: %s', async (mode) => {
  await using server = await OtlpServer.start();
  server.rule = () => ({ hang: true });
  const outcome = await run(server.url, 'shutdown', { TRACEBRIDGE_EXPORT: mode });
  expect(outcome.stderr).toMatch(
    /^\[tracebridge\] at shutdown: 0 of 100 log records delivered; 100 dropped \(shutdown\).*\n$/,
  );
});

test('what is logged while a signal is on its way arrives too, up to the end of the process', async () => {
  const receiver = await TelemetryReceiver.start({ answerAfterMillis: 100 });
  try {
    const { stdout, signal, stderr } = await runProgram(
      ['--require', REGISTER, join(ROOT, 'test/fixtures/preload/logs-on.cjs')],
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    );
    expect({ signal, stderr }).toEqual({ signal: 'SIGTERM', stderr: '' });
    const numbers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).number);
    expect(numbers.length).toBeGreaterThan(100);
    expect(receiver.logs.map(({ attributes }) => attributes.number)).toEqual(numbers);
  } finally {
    await receiver.close();
  }
});

test.each(['thread', 'inline'])('%s: the metrics of a natural end arrive once', async (mode) => {
  const receiver = await TelemetryReceiver.start();
  try {
    expect(await run(receiver.url, 'natural', { TRACEBRIDGE_EXPORT: mode })).toMatchObject({ stderr: '' });
    expect(counted(receiver, 'app.count')).toEqual([100]);
    expect(receiver.metrics.filter(({ name }) => name === 'app.count')).toHaveLength(1);
  } finally {
    await receiver.close();
  }
});

test('a short job that ends with process.exit() has its worker metrics delivered', async () => {
  const receiver = await TelemetryReceiver.start();
  try {
    expect(await run(receiver.url, 'job')).toMatchObject({ status: 0, stderr: '' });
    expect(counted(receiver, 'tracebridge.worker.jobs')).toEqual([1]);
    const duration = receiver.metrics.findLast(({ name }) => name === 'tracebridge.worker.job.duration');
    expect(duration).toMatchObject({ type: 'histogram', points: [{ count: 1 }] });
  } finally {
    await receiver.close();
  }
});

test.each(['cumulative', 'delta'])('%s counters arrive whole at process.exit()', async (preference) => {
  const receiver = await TelemetryReceiver.start();
  try {
    await run(receiver.url, 'exit', { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: preference });
    expect(counted(receiver, 'app.count')).toEqual([100]);
    expect(receiver.metrics.filter(({ name }) => name === 'app.count')).toHaveLength(1);
  } finally {
    await receiver.close();
  }
});

test.each(['down', 'hung'])('collector %s: process.exit() tells the loss of all signals', async (state) => {
  await using server = await OtlpServer.start();
  server.rule = () => ({ hang: true });
  if (state === 'down') await server.down();
  const outcome = await run(server.url, 'exit');
  expect(outcome.status).toBe(3);
  expect(outcome.stderr.match(/at exit/g)).toHaveLength(1);
  for (const what of ['100 log records', '100 spans', String.raw`\d+ metric data points`]) {
    expect(outcome.stderr).toMatch(new RegExp(`at exit: .*0 of ${what} delivered`));
  }
});
