import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DropReason, ExportStats } from '../../src/export/channel.js';
import { SIGNALS, type Signal } from '../../src/otlp/signal.js';
import type { OtlpServer } from './otlp-server/otlp-server.js';
import { NODE, REGISTER, ROOT } from './run-program.js';

const FIXTURE = join(ROOT, 'test/fixtures/export/whole.cjs');

/** What the fixture's exit code is when nothing disturbed it. */
const EXIT_CODE = 7;

export interface WholeOutcome {
  stats: ExportStats;
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** An app under the preload, in a process of its own, that records what it is told to. */
export class WholeApp {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown[]>;
  #stdout = '';
  #stderr = '';

  private constructor(env: NodeJS.ProcessEnv, wrapper: readonly string[]) {
    const [program, ...args] = [...wrapper, NODE, '--require', REGISTER, FIXTURE];
    this.#child = spawn(program!, args, {
      cwd: ROOT,
      // Each number of a metric is to arrive once, and soon.
      env: {
        PATH: process.env.PATH,
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        // Each point that arrives is one that the app numbered.
        OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'runtime-node',
        OTEL_BSP_SCHEDULE_DELAY: '200',
        OTEL_BLRP_SCHEDULE_DELAY: '200',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      this.#stdout += chunk;
    });
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.#stderr += chunk;
    });
    this.#closed = once(this.#child, 'close');
  }

  /** @param wrapper a command before Node's, such as `unshare` with its options */
  static async start(env: NodeJS.ProcessEnv, wrapper: readonly string[] = []): Promise<WholeApp> {
    const app = new WholeApp(env, wrapper);
    await app.#answer();
    return app;
  }

  emit(from: number, to: number, bytes?: number): Promise<unknown> {
    return this.#command('emit', { from, to, bytes });
  }

  /** Resolves with how many there were of each signal. */
  stream(perSecond: Record<Signal, number>, seconds: number): Promise<Record<Signal, number>> {
    return this.#command('stream', { perSecond, seconds }) as Promise<Record<Signal, number>>;
  }

  /** Resolves once the app's stderr has it. */
  async told(text: RegExp): Promise<void> {
    while (!text.test(this.#stderr)) await once(this.#child.stderr!, 'data');
  }

  /** Resolves once so many of each signal were rejected, or dropped for that reason. */
  counted(as: 'rejected' | DropReason, count: number): Promise<unknown> {
    return this.#command('counted', { as, count });
  }

  /** Shuts the bridge down within the time, ends the process. */
  async end(timeoutMillis: number): Promise<WholeOutcome> {
    const stats = (await this.#command('end', { timeoutMillis })) as ExportStats;
    const [code, signal] = (await this.#closed) as [number | null, NodeJS.Signals | null];
    return { stats, code, signal, stdout: this.#stdout, stderr: this.#stderr };
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }

  #command(command: string, options: object): Promise<unknown> {
    this.#child.send({ command, ...options });
    return this.#answer();
  }

  async #answer(): Promise<unknown> {
    const ended = this.#closed.then(([code]) => {
      throw new Error(`the app ended with ${code}: ${this.#stderr}`);
    });
    const [message] = await Promise.race([once(this.#child, 'message'), ended]);
    return (message as { answer: unknown }).answer;
  }
}

/**
 * What holds whatever the fault: the app was not disturbed, the account is even and equals what the server took, and
 * nothing is told of our own requests.
 * @param lines of stdout
 * @param lostAnswers whether the server took requests whose answer it did not give, so that it has them twice
 */
export function expectUndisturbed(
  { stats, code, signal: endSignal, stdout, stderr }: WholeOutcome,
  server: OtlpServer,
  lines: number,
  lostAnswers = false,
): void {
  expect({ code, endSignal }).toEqual({ code: EXIT_CODE, endSignal: null });
  const messages = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).message);
  expect(messages).toEqual(Array.from({ length: lines }, (_, number) => `n:${number}`));
  expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('[tracebridge] '))).toEqual([]);
  for (const signal of SIGNALS) {
    const { accepted, delivered, rejected, dropped, queued } = stats[signal];
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(queued).toBe(0);
    expect(accepted).toBe(delivered + rejected + lost);
    // On a starved machine the server itself may answer after the deadline of a request: its records come again.
    if (lostAnswers || server.unheard.length > 0)
      expect(server.items(signal)).toBeGreaterThanOrEqual(delivered);
    else expect(server.items(signal)).toBe(delivered);
  }
  expect(server.taken.traces.filter(({ name }) => !name.startsWith('n:'))).toEqual([]);
  expect(server.taken.logs.filter(({ name }) => !name.startsWith('n:'))).toEqual([]);
  const ours = /^(n:\d+|otel\.sdk\.[\w.]+|tracebridge\.[\w.]+)$/;
  expect(server.taken.metrics.filter(({ name }) => !ours.test(name))).toEqual([]);
  expect(server.requests.filter(({ headers }) => headers.traceparent || headers['x-correlation-id'])).toEqual(
    [],
  );
}
