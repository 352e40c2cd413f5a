import { endBy, WAYS } from '../../support/exit-ways.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { RunningFixture } from '../../support/run-fixture.js';

/** Boot of Node and of the exporter on a busy machine, on top of the promised 2 and 5 seconds, and what that adds to them. */
const START_MILLIS = 8000;

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
        expect(finished.endedAfterMillis).toBeLessThan(2000 + START_MILLIS);
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
        expect(finished.endedAfterMillis).toBeLessThan(5000 + START_MILLIS);
        expect(finished.stderr).toContain('0 of 1000 log records delivered; 1000 dropped (shutdown)');
      });
    });
  },
);
