import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { poll } from './wait.js';

export interface ProcessOptions {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  cwd?: string;
  /** Answers 200 when the backend is ready. */
  readyUrl: string;
}

const LOG_LIMIT = 200_000;

/** A backend that runs: its log, and the ways to end it. */
export class BackendProcess {
  readonly #child: ChildProcess;
  readonly #name: string;
  #log = '';

  constructor({ name, command, args, env, cwd }: ProcessOptions) {
    this.#name = name;
    this.#child = spawn(command, args, {
      cwd,
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-LOG_LIMIT);
        if (process.env.TRACEBRIDGE_E2E_LOGS) process.stderr.write(text);
      });
    }
    this.#child.once('error', (error) => {
      this.#log += String(error);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Everything that it has written to stdout and stderr, the last 200,000 characters. */
  get log(): string {
    return this.#log;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined;
  }

  describe(): string {
    const state = this.ended ? `ended (${this.#child.signalCode ?? this.#child.exitCode})` : 'running';
    return `--- ${this.#name}, ${state}, end of its log:\n${this.#log.slice(-4000)}`;
  }

  async ready(url: string): Promise<void> {
    await poll(
      async () => {
        if (this.ended) return 'ended';
        const response = await fetch(url);
        await response.arrayBuffer();
        return response.ok ? 'ready' : undefined;
      },
      { what: `${this.#name} at ${url}`, details: () => this.describe() },
    );
    if (this.ended) throw new Error(`${this.#name} did not start\n${this.describe()}`);
  }

  /** Asks it to end (SIGTERM), insists after 15 s. */
  async stop(): Promise<void> {
    if (this.ended) return;
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
    await this.#end('SIGTERM');
    clearTimeout(insist);
  }

  /** Ends it as a crash would: SIGKILL. */
  async kill(): Promise<void> {
    if (!this.ended) await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.kill(signal);
    await closed;
  }
}

/**
 * Starts a backend and waits until it is ready. When another process took one of its ports meanwhile, `options` is
 * asked for new ones, up to five times.
 */
export async function startProcess(options: () => Promise<ProcessOptions>): Promise<BackendProcess> {
  for (let attempt = 1; ; attempt++) {
    const chosen = await options();
    const backend = new BackendProcess(chosen);
    try {
      await backend.ready(chosen.readyUrl);
      return backend;
    } catch (error) {
      await backend.kill();
      if (attempt === 5 || !backend.log.includes('address already in use')) throw error;
    }
  }
}

/** The test runner's own OTEL_*, AWS_* and DD_* variables must not reach a backend; only what the test gives. */
function cleanEnvironment(env: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, AWS_EC2_METADATA_DISABLED: 'true', ...env };
}
