import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { REGISTER, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const STAYS = 'setInterval(() => {}, 1000)';
const OFTEN = { OTEL_METRIC_EXPORT_INTERVAL: '200' };
let receiver: TelemetryReceiver;

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});

afterEach(() => receiver.close());

const names = () => new Set(receiver.metrics.map(({ name }) => name));

/** Runs a program that stays until the metric has come. */
async function runUntil(metric: string, env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['--require', REGISTER, '-e', STAYS], {
    env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  try {
    await receiver.waitFor(() => receiver.metrics.find(({ name }) => name === metric));
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

test('a program that stays tells its event loop and heap from the second interval on', async () => {
  await runUntil('nodejs.eventloop.delay.p99', OFTEN);
  const own = names();
  for (const name of ['nodejs.eventloop.utilization', 'nodejs.eventloop.time', 'v8js.memory.heap.used'])
    expect(own).toContain(name);
  const used = receiver.metrics.flatMap((metric): readonly object[] =>
    metric.name === 'v8js.memory.heap.used' && 'points' in metric ? metric.points : [],
  );
  expect(used.some((point) => 'value' in point && Number(point.value) > 0)).toBe(true);
});

test('OTEL_NODE_DISABLED_INSTRUMENTATIONS=runtime-node switches them off', async () => {
  const meter = `require(${JSON.stringify(require.resolve('@opentelemetry/api'))}).metrics.getMeter('app').createCounter('n')`;
  const outcome = await runProgram(
    [
      '--require',
      REGISTER,
      '-e',
      `const n = ${meter}; setInterval(() => n.add(1), 20); setTimeout(() => process.exit(), 1200)`,
    ],
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      ...OFTEN,
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'runtime-node',
    },
  );
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(names()).toContain('n');
  expect([...names()].filter((name) => /^(nodejs|v8js)\./.test(name))).toEqual([]);
});
