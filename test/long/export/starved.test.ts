import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { NODE, REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const PROCESSES = 100;
/** Twenty for each core. */
const AT_A_TIME = 20 * availableParallelism();
const CLIENTS = 8;
/** Answered before the restart begins. */
const REQUESTS = 200;

const fixture = (name: string) => join(ROOT, 'test/fixtures/export', name);

let receiver: TelemetryReceiver;
beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});
afterEach(() => receiver.close());

const bodies = () => receiver.logs.map(({ body }) => String(body)).toSorted();

test(`${PROCESSES} short processes, ${AT_A_TIME} at a time, lose nothing`, async () => {
  const ways = ['natural', 'process.exit', 'SIGTERM'];
  const ends: object[] = [];
  const runShort = (number: number, way: string) =>
    runProgram(
      ['-n', '5', NODE, '--require', REGISTER, fixture('short-process.cjs'), `${number}`, way],
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
      // The collector has the time that it needs.
      { node: 'nice' },
    );
  // A collector of Node.js compiles its own code at the first request, which takes seconds beside the others.
  await runShort(PROCESSES, 'natural');
  let next = 0;
  const runSome = async () => {
    for (let number = next++; number < PROCESSES; number = next++) {
      const way = ways[number % ways.length] as string;
      const { status, signal, lines, stderr } = await runShort(number, way);
      ends[number] = { way, end: signal ?? status, lines: lines.length, stderr };
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, runSome));
  expect(ends).toEqual(
    Array.from({ length: PROCESSES }, (_, number) => {
      const way = ways[number % ways.length];
      return { way, end: way === 'SIGTERM' ? way : 0, lines: 10, stderr: '' };
    }),
  );
  const all = Array.from({ length: (PROCESSES + 1) * 10 }, (_, n) => `${Math.floor(n / 10)}.${n % 10}`);
  // `process.exit()` in the midst of a request that is sent in place sends it again.
  expect([...new Set(bodies())]).toEqual(all.toSorted());
}, 300_000);

test('a cluster of eight, restarted while requests come, loses nothing that its workers logged', async () => {
  const cluster = fork(fixture('rolling-restart.cjs'), {
    execArgv: ['--require', REGISTER],
    env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    silent: true,
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    cluster[name]?.on('data', (chunk) => {
      said[name] += chunk;
    });
  const closed = once(cluster, 'close');
  const { port } = await message<{ port: number }>(cluster);
  let answers = 0;
  const busy = Promise.withResolvers<void>();
  const stop = new AbortController();
  const client = async (number: number) => {
    for (let n = 0; !stop.signal.aborted; n++) {
      // A worker that is ended takes its connections with it.
      const answer = await fetch(`http://127.0.0.1:${port}/${number}/${n}`).catch(() => undefined);
      await answer?.text().catch(() => undefined);
      if (answer !== undefined && ++answers === REQUESTS) busy.resolve();
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
  await busy.promise;
  cluster.send('restart');
  const { ends } = await message<{ ends: (string | number)[] }>(cluster);
  stop.abort();
  await Promise.all(clients);
  expect(await closed).toEqual([0, null]);
  expect(ends).toEqual(Array.from({ length: 16 }, () => 'SIGTERM'));
  expect(said.stderr).toBe('');
  const written = said.stdout.trim().split('\n');
  expect(written.length).toBeGreaterThan(2 * REQUESTS);
  expect(bodies()).toEqual(written.map((line) => JSON.parse(line).message).toSorted());
}, 300_000);

async function message<T>(child: ChildProcess): Promise<T> {
  const [value] = await once(child, 'message');
  return value as T;
}
