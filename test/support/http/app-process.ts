import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../../..');
const NODE = process.execPath;

// On a busy machine an app takes more than jest's five seconds to start; one that starts later would never be stopped.
jest.setTimeout(60_000);

/** One line of structured JSON on stdout. */
export interface LogLine {
  readonly level: string;
  readonly logger: string;
  readonly message: string;
  readonly correlation_id?: string;
  readonly trace_id?: string;
  readonly user_id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: fields differ by line
  readonly [field: string]: any;
}

/** An app in a process of its own, which logs "Listening" with its port. */
export class AppProcess {
  readonly #child: ChildProcess;
  readonly #lines: LogLine[] = [];
  readonly #waiting = new Set<() => void>();
  #port = 0;
  #stderr = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (chunk) => {
      this.#stderr += chunk;
      for (const check of this.#waiting) check();
    });
    createInterface({ input: child.stdout! }).on('line', (line) => this.#take(line));
  }

  /** @param script path from the project's root */
  static async start(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<AppProcess> {
    const child = spawn(NODE, [...args, join(ROOT, script)], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const app = new AppProcess(child);
    const ended = once(child, 'close').then(() => {
      throw new Error(`${script} ended before it listened: ${app.#stderr}`);
    });
    const listening = app.waitForLine((line) => line.message === 'Listening');
    app.#port = (await Promise.race([listening, ended])).port;
    // It ends when the test stops it.
    ended.catch(() => undefined);
    return app;
  }

  get port(): number {
    return this.#port;
  }

  /** All lines so far. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Resolves when stderr has the text. */
  waitForStderr(text: string): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!this.#stderr.includes(text)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Lines so far that carry a correlation ID. */
  linesOf(correlationId: string): LogLine[] {
    return this.#lines.filter((line) => line.correlation_id === correlationId);
  }

  /** The first line that fits, now or when it is written. */
  waitForLine(fits: (line: LogLine) => boolean): Promise<LogLine> {
    return new Promise((resolve) => {
      const check = () => {
        const line = this.#lines.find(fits);
        if (line === undefined) return;
        this.#waiting.delete(check);
        resolve(line);
      };
      this.#waiting.add(check);
      check();
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }

  #take(text: string): void {
    let line: LogLine;
    try {
      line = JSON.parse(text) as LogLine;
    } catch {
      return;
    }
    this.#lines.push(line);
    for (const check of this.#waiting) check();
  }
}
