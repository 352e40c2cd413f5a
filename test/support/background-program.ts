import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { poll } from './backends/wait.js';

/** A command that keeps running, in a process group of its own. */
export class BackgroundProgram {
  readonly #child: ChildProcess;
  output = '';

  constructor(command: string, cwd: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn('sh', ['-c', command], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
      });
    }
  }

  /** Resolves when the output fits. */
  async printed(pattern: RegExp): Promise<void> {
    await poll(async () => (pattern.test(this.output) ? true : undefined), {
      what: `${pattern} in the output`,
      details: () => this.output,
    });
  }

  /** What Ctrl-C does. */
  async interrupt(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    process.kill(-(this.#child.pid as number), 'SIGINT');
    await closed;
  }
}
