import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './backends/binaries.js';

/** A line that the application has written to stdout. */
export interface StdoutLine {
  message: string;
  level: string;
  correlation_id?: string;
  trace_id?: string;
  span_id?: string;
  [field: string]: unknown;
}

/** The example application as its container runs it: API and worker processes, instrumented by preload alone. */
export class DemoApp {
  readonly lines: StdoutLine[] = [];
  readonly #child: ChildProcess;
  #url = '';
  #stderr = '';

  private constructor(env: Record<string, string>) {
    const { PATH, HOME } = process.env;
    this.#child = fork(join(ROOT, 'deploy', 'app', 'start.js'), {
      env: { PATH, HOME, ...env },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.lines.push(JSON.parse(line)));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
  }

  static async start(env: Record<string, string>): Promise<DemoApp> {
    const app = new DemoApp(env);
    const [message] = await Promise.race([once(app.#child, 'message'), once(app.#child, 'exit')]);
    if (typeof message !== 'object')
      throw new Error(`The example application ended (${message}): ${app.#stderr}`);
    app.#url = `http://127.0.0.1:${(message as { port: number }).port}`;
    return app;
  }

  get stderr(): string {
    return this.#stderr;
  }

  async generate(prompt: string, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(`${this.#url}/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ prompt }),
    });
    await response.arrayBuffer();
    return response;
  }

  /** Asks it to end, as a container runtime does; resolves with the exit code. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    const [code] = await closed;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
