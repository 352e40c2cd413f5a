import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/security/cardinality.cjs');
const MIB = 1024 * 1024;
const COUNT = 100_000;

let receiver: TelemetryReceiver;

beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});

afterEach(() => receiver.close());

test('100,000 correlation IDs, users and names make no new metric series and no growing map', async () => {
  const { status, stderr, lines } = await runProgram(['--expose-gc', '--require', REGISTER, FIXTURE], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    // What is tested is the app's own heap; encoded spans and logs are the business of other tests.
    OTEL_TRACES_SAMPLER: 'always_off',
    OTEL_LOGS_EXPORTER: 'none',
    // Series of their own, always as many.
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'runtime-node',
    FIXTURE_COUNT: String(COUNT),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { first, second } = lines.at(-1) as { first: number; second: number };
  // One retained string for each of the 50,000 IDs between the two would be 3 MiB and more.
  expect(second - first).toBeLessThan(2 * MIB);
  const series = new Set(
    receiver.metrics.flatMap(({ name, points }) =>
      points.map(({ attributes }) => `${name} ${JSON.stringify(attributes)}`),
    ),
  );
  expect(series.size).toBeGreaterThan(2);
  expect(series.size).toBeLessThan(60);
  expect([...series].filter((text) => /order-|user-|logger-|extra_|key_/.test(text))).toEqual([]);
}, 120_000);
