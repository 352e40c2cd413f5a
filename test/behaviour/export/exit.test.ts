import { DESTINATION_DEFAULTS, EXPORT_DEFAULTS } from '../../../src/export/config-types.js';
import { endBy, WAYS } from '../../support/exit-ways.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { RunningFixture } from '../../support/run-fixture.js';

/** On a busy machine the collector, which is this process, may answer late. */
const PATIENT = { exitTimeoutMillis: 20_000, signalTimeoutMillis: 20_000 };

describe('collector up: 1,000 of 1,000 arrive, the exit code is the app’s', () => {
  test.each(WAYS)('%s', async (way, code, stderr) => {
    await using server = await OtlpServer.start();
    const finished = await endBy(server.url, way, PATIENT);
    expect(finished).toMatchObject({ code, signal: null });
    expect(finished.stderr).toMatch(stderr);
    expect(finished.stderr).not.toContain('[tracebridge]');
    expect(server.distinct('logs').size).toBe(1000);
    expect(server.duplicates('logs')).toBe(0);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const)('%s', async (signal) => {
    await using server = await OtlpServer.start();
    const fixture = new RunningFixture('export/exit.cjs', [server.url, 'signal', JSON.stringify(PATIENT)]);
    await fixture.stdoutHas('ready');
    fixture.kill(signal);
    expect(await fixture.finished()).toMatchObject({ code: null, signal, stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
  });

  test('SIGTERM with a handler of the app', async () => {
    await using server = await OtlpServer.start();
    const fixture = new RunningFixture('export/exit.cjs', [
      server.url,
      'signal-own-handler',
      JSON.stringify(PATIENT),
    ]);
    await fixture.stdoutHas('ready');
    fixture.kill('SIGTERM');
    expect(await fixture.finished()).toMatchObject({ code: 7, signal: null, stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
  });

  test.each([
    'signal-handler-removed',
    'signal-raised-again',
    'signal-self',
    'signal-self-at-last',
    'signal-self-in-exit-listener',
    'signal-self-as-text',
    'signal-self-unnamed',
    'signal-own-group',
    'signal-own-group-by-id',
  ])('%s', async (way) => {
    await using server = await OtlpServer.start();
    const args = [server.url, way, JSON.stringify(PATIENT)];
    const fixture = new RunningFixture('export/exit.cjs', args, {}, way.includes('group'));
    if (!/^signal-(self|own-group)/.test(way)) {
      await fixture.stdoutHas('ready');
      fixture.kill('SIGTERM');
    }
    const finished = await fixture.finished();
    expect(finished).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
    expect(finished.stdout).not.toContain('not ended');
    expect(server.distinct('logs').size).toBe(1000);
  });
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a second signal, %s, ends the process at once, and the loss is told',
  async (second) => {
    await using server = await OtlpServer.start();
    server.rule = () => ({ hang: true });
    const fixture = new RunningFixture('export/exit.cjs', [
      server.url,
      'signal',
      JSON.stringify({ signalTimeoutMillis: 60_000 }),
    ]);
    await fixture.stdoutHas('ready');
    fixture.kill('SIGTERM');
    await server.until(() => server.requests.length > 0);
    fixture.kill(second);
    const finished = await fixture.finished();
    expect(finished).toMatchObject({ code: null, signal: second });
    expect(finished.stderr).toContain('0 of 1000 log records delivered; 1000 dropped (shutdown)');
    expect(finished.endedAfterMillis).toBeLessThan(5000);
  },
);

describe('inline', () => {
  const inline = { mode: 'inline' };

  test.each([
    ['natural', 0],
    ['exit-code', 5],
    ['main-promise', 0],
  ])('%s: 1,000 of 1,000 arrive', async (way, code) => {
    await using server = await OtlpServer.start();
    expect(await endBy(server.url, way, inline)).toMatchObject({ code, stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
  });

  test('SIGTERM: 1,000 of 1,000 arrive', async () => {
    await using server = await OtlpServer.start();
    const fixture = new RunningFixture('export/exit.cjs', [server.url, 'signal', JSON.stringify(inline)]);
    await fixture.stdoutHas('ready');
    fixture.kill('SIGTERM');
    expect(await fixture.finished()).toMatchObject({ signal: 'SIGTERM', stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
  });

  test.each(['signal-self', 'signal-self-at-last', 'signal-raised-again', 'signal-self-in-exit-listener'])(
    'a signal that it sends itself, %s: 1,000 of 1,000 arrive',
    async (way) => {
      await using server = await OtlpServer.start();
      const fixture = new RunningFixture('export/exit.cjs', [server.url, way, JSON.stringify(inline)]);
      if (way === 'signal-raised-again') {
        await fixture.stdoutHas('ready');
        fixture.kill('SIGTERM');
      }
      expect(await fixture.finished()).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
      expect(server.distinct('logs').size).toBe(1000);
    },
  );

  test('process.exit(): what can not be delivered is told', async () => {
    await using server = await OtlpServer.start();
    const finished = await endBy(server.url, 'process-exit', inline);
    expect(finished.code).toBe(3);
    expect(finished.stderr).toMatch(/at exit: 0 of 1000 log records delivered; 1000 dropped \(shutdown\)/);
  });
});

describe('a slow collector', () => {
  const { batches } = EXPORT_DEFAULTS;
  const inBatchesOf = (maxRecords: number) => ({
    batches: { ...batches, logs: { ...batches.logs, maxRecords } },
  });

  test.each([
    ['thread', 'process-exit', 3],
    ['inline', 'natural', 0],
  ])('%s: one that keeps answering gets more time than 1.8 s', async (mode, way, code) => {
    await using server = await OtlpServer.start();
    server.rule = () => ({ delayMillis: 500 });
    const options = { mode, ...inBatchesOf(50), signalTimeoutMillis: 20_000 };
    expect(await endBy(server.url, way, options)).toMatchObject({ code, stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
  });

  test('one that no longer answers gets no more', async () => {
    await using server = await OtlpServer.start();
    server.rule = ({ index }) => ({ hang: index >= 4 });
    const finished = await endBy(server.url, 'process-exit', {
      ...inBatchesOf(50),
      signalTimeoutMillis: 60_000,
    });
    expect(finished.stderr).toContain('200 of 1000 log records delivered; 800 dropped (shutdown)');
  });

  test('once the account is closed, nothing is sent or compressed any more', async () => {
    await using server = await OtlpServer.start();
    server.rule = () => ({ delayMillis: 20 });
    const logs = { ...DESTINATION_DEFAULTS, url: `${server.url}/v1/logs`, compression: 'gzip' };
    const { code, stderr } = await endBy(server.url, 'process-exit', {
      ...inBatchesOf(1),
      destinations: { logs },
      compressAboveBytes: 0,
      exitTimeoutMillis: 700,
      signalTimeoutMillis: 700,
    });
    expect(code).toBe(3);
    const delivered = Number(/at exit: (\d+) of 1000/.exec(stderr)?.[1]);
    expect(server.taken.logs.length - delivered).toBeLessThanOrEqual(EXPORT_DEFAULTS.concurrency);
  });
});
