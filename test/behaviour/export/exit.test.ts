import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { type Finished, RunningFixture } from '../../support/run-fixture.js';

/** Boot of Node and of the exporter on a busy machine, on top of the promised 2 and 5 seconds. */
const START_MILLIS = 4000;

const WAYS: [way: string, code: number, stderr: RegExp][] = [
  ['natural', 0, /^$/],
  ['exit-code', 5, /^$/],
  ['main-promise', 0, /^$/],
  ['process-exit', 3, /^$/],
  ['process-exit-in-handler', 3, /^$/],
  ['uncaught-exception', 1, /the app failed/],
  ['unhandled-rejection', 1, /the app failed/],
  ['own-exception-handler', 9, /^$/],
  ['log-in-exit-listener', 0, /^$/],
  ['log-in-late-exit-listener', 0, /^$/],
  ['throw-in-exit-listener', 0, /thrown on exit/],
  ['exit-in-exit-listener', 4, /^$/],
  ['signal-listener-count', 0, /^$/],
];

async function run(url: string, way: string, options: object = {}): Promise<Finished> {
  return new RunningFixture('export/exit.cjs', [url, way, JSON.stringify(options)]).finished();
}

describe('collector up: 1,000 of 1,000 arrive, the exit code is the app’s', () => {
  test.each(WAYS)('%s', async (way, code, stderr) => {
    await using server = await OtlpServer.start();
    const finished = await run(server.url, way);
    expect(finished).toMatchObject({ code, signal: null });
    expect(finished.stderr).toMatch(stderr);
    expect(finished.stderr).not.toContain('[tracebridge]');
    expect(server.distinct('logs').size).toBe(1000);
    expect(server.duplicates('logs')).toBe(0);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s', async (signal) => {
    await using server = await OtlpServer.start();
    const fixture = new RunningFixture('export/exit.cjs', [server.url, 'signal']);
    await fixture.stdoutHas('ready');
    fixture.kill(signal);
    expect(await fixture.finished()).toMatchObject({ code: null, signal, stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s with a handler of the app', async (signal) => {
    await using server = await OtlpServer.start();
    const fixture = new RunningFixture('export/exit.cjs', [server.url, 'signal-own-handler']);
    await fixture.stdoutHas('ready');
    fixture.kill(signal);
    expect(await fixture.finished()).toMatchObject({ code: 7, signal: null, stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
  });

  test.each(['signal-handler-removed', 'signal-self'])('%s', async (way) => {
    await using server = await OtlpServer.start();
    const fixture = new RunningFixture('export/exit.cjs', [server.url, way]);
    if (way !== 'signal-self') {
      await fixture.stdoutHas('ready');
      fixture.kill('SIGTERM');
    }
    expect(await fixture.finished()).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
  });
});

describe.each(['down', 'hung'])(
  'collector %s: ends in time, the loss is told, the exit code is the app’s',
  (state) => {
    async function withServer(body: (url: string) => Promise<void>): Promise<void> {
      await using server = await OtlpServer.start();
      server.rule = () => ({ hang: true });
      if (state === 'down') await server.down();
      await body(server.url);
    }

    test.each(WAYS)('%s', async (way, code) => {
      await withServer(async (url) => {
        const finished = await run(url, way);
        expect(finished).toMatchObject({ code, signal: null });
        expect(finished.endedAfterMillis).toBeLessThan(2000 + START_MILLIS);
        expect(finished.stderr).toMatch(/at exit: 0 of \d+ log records delivered; \d+ dropped \(shutdown\)/);
      });
    });

    test('SIGTERM', async () => {
      await withServer(async (url) => {
        const fixture = new RunningFixture('export/exit.cjs', [url, 'signal']);
        await fixture.stdoutHas('ready');
        fixture.kill('SIGTERM');
        const finished = await fixture.finished();
        expect(finished).toMatchObject({ code: null, signal: 'SIGTERM' });
        expect(finished.endedAfterMillis).toBeLessThan(5000 + START_MILLIS);
        expect(finished.stderr).toContain('0 of 1000 log records delivered; 1000 dropped (shutdown)');
      });
    }, 15_000);
  },
);

test('a second signal ends the process at once', async () => {
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
  fixture.kill('SIGTERM');
  const finished = await fixture.finished();
  expect(finished).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect(finished.endedAfterMillis).toBeLessThan(5000);
});

describe('inline', () => {
  const inline = { mode: 'inline' };

  test.each([
    ['natural', 0],
    ['exit-code', 5],
    ['main-promise', 0],
  ])('%s: 1,000 of 1,000 arrive', async (way, code) => {
    await using server = await OtlpServer.start();
    expect(await run(server.url, way, inline)).toMatchObject({ code, stderr: '' });
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

  test('process.exit(): what can not be delivered is told', async () => {
    await using server = await OtlpServer.start();
    const finished = await run(server.url, 'process-exit', inline);
    expect(finished.code).toBe(3);
    expect(finished.stderr).toMatch(/at exit: 0 of 1000 log records delivered; 1000 dropped \(shutdown\)/);
  });
});
