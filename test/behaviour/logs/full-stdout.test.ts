import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { NODE, REGISTER, ROOT } from '../../support/run-program.js';

const LINES = 1000;

/** Writes more than a socket takes, of which nothing is read; then ends in a way. */
const PROGRAM = (end: string) => `
  const log = require('tracebridge').getLogger('app');
  for (let line = 0; line < ${LINES}; line++) log.info(String(line), { padding: 'x'.repeat(900) });
  process.send('written', () => { process.disconnect(); ${end} });`;

/** Runs a program whose stdout is a socket that nobody reads yet. */
async function start(folder: string, program: string, env: NodeJS.ProcessEnv) {
  const server = createServer({ pauseOnConnect: true }).listen(join(folder, 'socket'));
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const stdout = connect(join(folder, 'socket'));
  const [reader] = await accepted;
  const child = spawn(NODE, ['--require', REGISTER, '-e', program], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', stdout, 'ignore', 'ipc'],
  });
  stdout.destroy();
  server.close();
  return { child, reader };
}

test.each([
  ['process.exit()', 'process.exit(3)', [3, null], 'all'],
  ['a crash', `setImmediate(() => { throw new Error('mine'); })`, [1, null], 'all'],
  ['SIGTERM', `setInterval(() => {}, 1000); process.kill(process.pid, 'SIGTERM')`, [null, 'SIGTERM'], 'all'],
  ['the same with batched lines', 'process.exit(3)', [3, null], 'batched'],
  ['a natural end, once it is read', '', [0, null], 'read'],
])(
  'stdout is a full socket, %s: the end is as ever, and what is read is whole lines',
  async (_way, end, outcome, what) => {
    const folder = await mkdtemp(join(tmpdir(), 'full-'));
    try {
      await using server = await OtlpServer.start();
      const { child, reader } = await start(folder, PROGRAM(end), {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        ...(what === 'batched' && { TRACEBRIDGE_STDOUT: 'batched' }),
      });
      const ended = once(child, 'exit');
      await once(child, 'message');
      // Without us, too, what is not read yet keeps a process that ends by itself.
      if (what !== 'read') expect(await ended).toEqual(outcome);
      const read = await text(reader);
      expect(await ended).toEqual(outcome);
      const lines = read.split('\n').slice(0, -1);
      expect(lines.map((line) => JSON.parse(line).message)).toEqual(lines.map((_, line) => String(line)));
      expect(lines.length === LINES).toBe(what === 'read');
      expect(server.taken.logs).toHaveLength(LINES);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
