import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ExportStats } from '../../src/export/channel.js';
import { ROOT } from './backends/binaries.js';

export interface Ended {
  code: number | null;
  /** The process's own account, after its last flush. */
  stats: ExportStats;
  /** How many points its metric `collections` has had: their values are 1 to this. */
  collections: number;
}

/** test/fixtures/numbered-signals.js in a process of its own, instrumented by preload. */
export class NumberedApp {
  readonly serviceName: string;
  readonly #child: ChildProcess;
  stderr = '';

  private constructor(serviceName: string, env: Record<string, string>) {
    this.serviceName = serviceName;
    this.#child = fork(join(ROOT, 'test/fixtures/numbered-signals.js'), {
      execArgv: ['--require', join(ROOT, 'dist/register.js')],
      env: { PATH: process.env.PATH, OTEL_SERVICE_NAME: serviceName, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  static async start(serviceName: string, env: Record<string, string>): Promise<NumberedApp> {
    const app = new NumberedApp(serviceName, env);
    await app.#answer();
    return app;
  }

  /** Resolves when a log and a span of each number are settled. */
  async record(from: number, to: number): Promise<void> {
    this.#child.send({ from, to });
    await this.#answer();
  }

  async end(): Promise<Ended> {
    const closed = once(this.#child, 'close');
    this.#child.send('end');
    const account = (await this.#answer()) as Omit<Ended, 'code'>;
    const [code] = await closed;
    return { ...account, code };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }

  async #answer(): Promise<unknown> {
    const answered = new AbortController();
    const { signal } = answered;
    const ended = once(this.#child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${this.serviceName} ended (${code}): ${this.stderr}`);
    });
    try {
      const [message] = await Promise.race([once(this.#child, 'message', { signal }), ended]);
      return message;
    } finally {
      answered.abort();
    }
  }
}
