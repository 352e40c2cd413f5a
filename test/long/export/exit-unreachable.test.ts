import { endBy, WAYS } from '../../support/exit-ways.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { RunningFixture } from '../../support/run-fixture.js';

/**
 * What is promised: 2 seconds, 5 for a signal; on a machine that gives a process no processor, and that runs these side by
 * side, 20 in all. And the boot of Node.js there.
 */
const MOST_MILLIS = 20_000 + 8000;

// Most of the time passes in these budgets for delivery: so the processes run at the same time.
describe.each(['down', 'hung'])(
  'collector %s: ends in time, the loss is told, the exit code is the app’s',
  (state) => {
    async function withServer(body: (url: string) => Promise<void>): Promise<void> {
      await using server = await OtlpServer.start();
      server.rule = () => ({ hang: true });
      if (state === 'down') await server.down();
      await body(server.url);
    }

    test.concurrent.each(WAYS)('%s', async (way, code) => {
      await withServer(async (url) => {
        const finished = await endBy(url, way);
        expect(finished).toMatchObject({ code, signal: null });
        expect(finished.endedAfterMillis).toBeLessThan(MOST_MILLIS);
        expect(finished.stderr).toMatch(/at exit: 0 of \d+ log records delivered; \d+ dropped \(shutdown\)/);
      });
    });

    test.concurrent('SIGTERM', async () => {
      await withServer(async (url) => {
        const fixture = new RunningFixture('export/exit.cjs', [url, 'signal']);
        await fixture.stdoutHas('ready');
        fixture.kill('SIGTERM');
        const finished = await fixture.finished();
        expect(finished).toMatchObject({ code: null, signal: 'SIGTERM' });
        expect(finished.endedAfterMillis).toBeLessThan(MOST_MILLIS);
        expect(finished.stderr).toContain('0 of 1000 log records delivered; 1000 dropped (shutdown)');
      });
    });
  },
);
