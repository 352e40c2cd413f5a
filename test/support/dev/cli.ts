import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', '..', '..', 'dist', 'cli', 'main.js');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A running `tracebridge` command of the built package. */
export class Cli {
  readonly process: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';
  /** All that it wrote has been read then, too; at its `exit` some may be on the way. */
  readonly #closed: Promise<void>;
  #isClosed = false;

  constructor(...args: string[]) {
    this.process = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, NODE_OPTIONS: '' } });
    this.process.stdout.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.process.stderr.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.#closed = new Promise((resolve) => {
      this.process.once('close', () => {
        this.#isClosed = true;
        resolve();
      });
    });
  }

  /** Resolves with the match when the output of either stream contains it; rejects when the process ends first. */
  async output(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (match !== null) return match;
      if (this.#isClosed) throw new Error(`Ended without ${pattern}: ${this.stdout}${this.stderr}`);
      const heard = new AbortController();
      const { signal } = heard;
      await Promise.race([
        once(this.process.stdout, 'data', { signal }),
        once(this.process.stderr, 'data', { signal }),
        this.#closed,
      ]);
      heard.abort();
    }
  }

  /** The address that `dev` says it listens on. */
  async url(): Promise<string> {
    return (await this.output(/Receiving OTLP at (http:\/\/127\.0\.0\.1:\d+)/))[1]!;
  }

  async end(signal?: NodeJS.Signals): Promise<Ended> {
    if (signal !== undefined) this.process.kill(signal);
    await this.#closed;
    const { exitCode: code, signalCode } = this.process;
    return { code, signal: signalCode, stdout: this.stdout, stderr: this.stderr };
  }
}
