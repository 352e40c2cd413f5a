import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { NODE, REGISTER, ROOT } from '../../support/run-program.js';

/** A pipe that is full, as of a log shipper that is stuck. */
class FullPipe {
  readonly #folder: string;
  readonly path: string;
  readonly #reader: number;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'pipe');
    execFileSync('mkfifo', [this.path]);
    this.#reader = openSync(this.path, constants.O_RDWR | constants.O_NONBLOCK);
    untilFull(() => writeSync(this.#reader, 'x'.repeat(4096)));
    untilFull(() => writeSync(this.#reader, 'x'));
  }

  static async make(): Promise<FullPipe> {
    return new FullPipe(await mkdtemp(join(tmpdir(), 'full-')));
  }

  /** Runs a program whose stderr it is. */
  run(args: string[], env: NodeJS.ProcessEnv = {}) {
    const writer = openSync(this.path, constants.O_WRONLY);
    const child = spawn(NODE, args, {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', writer],
    });
    closeSync(writer);
    child.stdout!.setEncoding('utf8');
    return child;
  }

  /** What was written since it was filled. */
  read(): string {
    const chunk = Buffer.alloc(65_536);
    let text = '';
    untilFull(() => {
      text += chunk.toString('utf8', 0, readSync(this.#reader, chunk));
    });
    return text.replace(/^x+/, '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    closeSync(this.#reader);
    await rm(this.#folder, { recursive: true });
  }
}

/** A socket that is full, as of a logging daemon that is stuck: what services of systemd have as stderr. */
class FullSocket {
  readonly #server: Server;
  readonly #ours: Socket;
  readonly #theirs: Socket;

  private constructor(server: Server, ours: Socket, theirs: Socket) {
    this.#server = server;
    this.#ours = ours;
    this.#theirs = theirs;
  }

  static async make(kind: 'unix' | 'tcp'): Promise<FullSocket> {
    const server = createServer({ pauseOnConnect: true });
    server.listen(kind === 'tcp' ? { port: 0, host: '127.0.0.1' } : { path: `\0${randomUUID()}` });
    await once(server, 'listening');
    const accepted = once(server, 'connection');
    const theirs =
      kind === 'tcp'
        ? connect((server.address() as AddressInfo).port, '127.0.0.1')
        : connect(server.address() as string);
    const [[ours]] = (await Promise.all([accepted, once(theirs, 'connect')])) as [[Socket], unknown];
    const { fd } = (theirs as unknown as { _handle: { fd: number } })._handle;
    // The kernel moves what was sent from one buffer into another.
    for (let turn = 0; turn < 50; turn++) {
      untilFull(() => writeSync(fd, 'x'.repeat(4096)));
      untilFull(() => writeSync(fd, 'x'));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return new FullSocket(server, ours, theirs);
  }

  /** Runs a program whose stderr it is. */
  run(args: string[], env: NodeJS.ProcessEnv) {
    return spawn(NODE, args, {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['pipe', 'ignore', this.#theirs],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ours.destroy();
    this.#theirs.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Or until it is empty. */
function untilFull(step: () => void): void {
  try {
    for (;;) step();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}

const LOG = `require('tracebridge').getLogger('app').info('one');`;

test.each([
  ['natural end', '', 0],
  ['process.exit()', 'process.exit(3)', 3],
])('%s with warnings that nobody reads: the process ends as ever', async (_way, end, status) => {
  await using server = await OtlpServer.start();
  await using pipe = await FullPipe.make();
  const child = pipe.run(['--require', REGISTER, '-e', LOG + end], {
    OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
    OTEL_BSP_SCHEDULE_DELAY: 'soon',
  });
  expect(await once(child, 'exit')).toEqual([status, null]);
  expect(server.taken.logs.map(({ name }) => name)).toEqual(['one']);
});

/** Nothing in it touches stderr, so that nobody but the exporter's thread writes there. */
const TWO_SPANS = `
  const tracer = require('@opentelemetry/api').trace.getTracer('app');
  tracer.startSpan('refused').end();
  process.stdin.once('data', () => tracer.startSpan('taken').end());`;

test.each([
  ['unix', 'thread'],
  ['tcp', 'thread'],
  ['unix', 'inline'],
] as const)(
  'a %s socket as stderr that nobody reads stops neither export nor end: %s',
  async (kind, mode) => {
    await using server = await OtlpServer.start();
    await using socket = await FullSocket.make(kind);
    // It is told at once.
    server.rule = ({ index }) => (index === 0 ? { status: 404 } : {});
    const child = socket.run(['--require', REGISTER, '-e', TWO_SPANS], {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      TRACEBRIDGE_EXPORT: mode,
    });
    const ended = once(child, 'exit');
    await server.until(() => server.requests.length > 0);
    child.stdin!.write('go on');
    await server.until(() => server.taken.traces.length > 0);
    child.stdin!.end();
    expect(await ended).toEqual([0, null]);
    expect(server.taken.traces.map(({ name }) => name)).toEqual(['taken']);
  },
);

/** Our first listener of `exit` has told the loss, in vain; ours that is the last tries again. */
const READ_AT_EXIT = `process.on('exit', () => {
  const { openSync, readSync, constants } = require('fs');
  const reader = openSync(process.env.PIPE, constants.O_RDONLY | constants.O_NONBLOCK);
  try { for (;;) readSync(reader, Buffer.alloc(65536)); } catch {}
});`;

test('the loss is told when the pipe is read again while the process ends', async () => {
  await using server = await OtlpServer.start();
  await server.down();
  await using pipe = await FullPipe.make();
  const child = pipe.run(['--require', REGISTER, '-e', LOG + READ_AT_EXIT], {
    OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
    PIPE: pipe.path,
  });
  await once(child, 'exit');
  expect(pipe.read()).toMatch(/at exit: 0 of 1 log record delivered/);
});

const WRITE = `
  const { settleStderr, writeStderr } = require('./test/support/dist.cjs')('core/stderr');
  for (let line = 0; line < 20; line++) writeStderr(line + '\\n');
  require('fs').writeSync(1, 'refused');`;

test.each([
  ['in a process that goes on', 'setTimeout(() => {}, 5000)'],
  ['in one that ends', 'settleStderr(10_000)'],
])('lines that a full pipe refuses follow when it is read: %s', async (_what, then) => {
  await using pipe = await FullPipe.make();
  const child = pipe.run(['-e', WRITE + then]);
  await once(child.stdout!, 'data');
  let text = pipe.read();
  while (!text.includes('19\n')) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    text += pipe.read();
  }
  child.kill();
  expect(text).toBe(['0', ...Array.from({ length: 15 }, (_, line) => `${line + 5}`), ''].join('\n'));
});
