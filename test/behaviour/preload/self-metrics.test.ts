import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

test('the bridge tells its own account, replaced IDs and masked secrets as metrics', async () => {
  const receiver = await TelemetryReceiver.start();
  try {
    const outcome = await runProgram(
      ['--require', REGISTER, join(ROOT, 'test/fixtures/preload/own-account.cjs')],
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    );
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
  } finally {
    await receiver.close();
  }
  const value = (name: string) => {
    const metric = receiver.metrics.findLast((candidate) => candidate.name === name);
    return metric?.type === 'sum' ? metric.points[0]?.value : undefined;
  };
  expect(value('otel.sdk.exporter.log.exported')).toBe(3);
  expect(value('tracebridge.correlation.replaced')).toBe(1);
  expect(value('tracebridge.redaction.masked')).toBe(1);
});

test('an account of nothing is not told: a program that records nothing sends nothing', async () => {
  const receiver = await TelemetryReceiver.start();
  try {
    const outcome = await runProgram(['--require', REGISTER, '-e', ''], {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(receiver.metrics).toEqual([]);
  } finally {
    await receiver.close();
  }
});
