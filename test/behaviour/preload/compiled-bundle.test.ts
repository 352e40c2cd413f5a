import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTER, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const APP = `
  const winston = require('winston');
  winston.createLogger({ transports: [new winston.transports.Console()] }).info('told');
  if (process.argv[1] === 'signal') {
    setInterval(() => {}, 1000);
    process.kill(process.pid, 'SIGTERM');
  }`;

let folder: string;
let receiver: TelemetryReceiver;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracebridge-compiled-'));
  receiver = await TelemetryReceiver.start();
});

afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true });
});

async function run(...args: string[]) {
  const env = { NODE_COMPILE_CACHE: folder, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const { lines, stderr, status, signal } = await runProgram(
    ['--require', REGISTER, '-e', APP, ...args],
    env,
  );
  expect({ lines, stderr }).toMatchObject({ lines: [{ message: 'told' }], stderr: '' });
  return { status, signal };
}

/** Files of compiled code, by the bundle's name. */
async function kept(): Promise<Record<string, string>> {
  const files = (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
  return Object.fromEntries(
    files.flatMap((file) => {
      const name = /tracebridge-(\w+)-[0-9a-f]+$/.exec(file)?.[1];
      return name === undefined ? [] : [[name, file]];
    }),
  );
}

test('code that was compiled is kept at the end, and the next process compiles nothing anew', async () => {
  expect(await run()).toEqual({ status: 0, signal: null });
  const first = await kept();
  expect(Object.keys(first).sort()).toEqual(['api', 'bridge', 'common', 'inline']);
  const { mtimeNs } = await stat(first.bridge!, { bigint: true });
  expect(await run()).toEqual({ status: 0, signal: null });
  expect(await kept()).toEqual(first);
  expect((await stat(first.bridge!, { bigint: true })).mtimeNs).toBe(mtimeNs);
  expect(receiver.logs).toHaveLength(2);
});

test('it is kept where a signal ends the process', async () => {
  expect(await run('signal')).toEqual({ status: null, signal: 'SIGTERM' });
  expect(Object.keys(await kept())).toContain('bridge');
});

test.each([
  ['cut off', async (file: string) => await truncate(file, 5000)],
  ['empty', async (file: string) => await writeFile(file, '')],
  ['of zeros', async (file: string) => await writeFile(file, Buffer.alloc((await stat(file)).size))],
  [
    'changed within',
    async (file: string) => {
      const bytes = await readFile(file);
      bytes.fill(0x41, bytes.length >> 1, (bytes.length >> 1) + 100);
      await writeFile(file, bytes);
    },
  ],
])('damaged code is not run, and made anew: %s', async (_how, damage) => {
  await run();
  for (const file of Object.values(await kept())) await damage(file);
  const { bridge } = await kept();
  const damaged = await readFile(bridge!);
  expect(await run()).toEqual({ status: 0, signal: null });
  expect((await readFile(bridge!)).equals(damaged)).toBe(false);
});
