import { endBy } from '../../support/exit-ways.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import type { Reply } from '../../support/otlp-server/reply.js';
import { RunningFixture } from '../../support/run-fixture.js';

/** Longer than the exporter thread is waited for where nothing can be written. */
const LATE_MILLIS = 1300;

const PATIENT = { exitTimeoutMillis: 20_000, signalTimeoutMillis: 20_000 };

const numbers = (server: OtlpServer) => server.requests.flatMap((request) => request.numbers);

test.each([
  ['short', 5],
  ['short-and-more', 1000],
])('a collector that answers late gets each record once: %s', async (way, count) => {
  await using server = await OtlpServer.start();
  server.rule = () => ({ delayMillis: LATE_MILLIS });
  expect(await endBy(server.url, way, PATIENT)).toMatchObject({ code: 0, stderr: '' });
  expect(numbers(server).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n));
});

test('also when a signal comes meanwhile', async () => {
  await using server = await OtlpServer.start();
  server.rule = () => ({ delayMillis: LATE_MILLIS });
  const fixture = new RunningFixture('export/exit.cjs', [server.url, 'short', JSON.stringify(PATIENT)]);
  await server.until(() => server.requests.length > 0);
  fixture.kill('SIGTERM');
  expect(await fixture.finished()).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
  expect(numbers(server)).toEqual([0, 1, 2, 3, 4]);
});

test.each<[string, Reply, requests: number | undefined]>([
  ['never answers', { hang: true }, 1],
  ['asks for patience', { status: 503, headers: { 'retry-after': '30' } }, 1],
  ['resets', { reset: 'before-response' }, undefined],
])('one that %s ends nobody’s program late, and what is lost is told', async (_what, reply, requests) => {
  await using server = await OtlpServer.start();
  server.rule = () => reply;
  const { code, stderr } = await endBy(server.url, 'short', { exitTimeoutMillis: LATE_MILLIS });
  expect(code).toBe(0);
  expect(stderr).toContain('at exit: 0 of 5 log records delivered; 5 dropped (shutdown)');
  expect(stderr.match(/at exit/g)).toHaveLength(1);
  if (requests !== undefined) expect(server.requests).toHaveLength(requests);
});
