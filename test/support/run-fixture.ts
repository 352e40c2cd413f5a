import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** From the last thing that the test did to it (start or signal) to its end. Milliseconds. */
  endedAfterMillis: number;
}

/** A fixture in a process of its own. */
export class RunningFixture {
  readonly child: ChildProcess;
  #stdout = '';
  #stderr = '';
  #since = performance.now();

  /** @param detached in a process group of its own */
  constructor(file: string, args: readonly string[], env: Record<string, string> = {}, detached = false) {
    const path = join(__dirname, '..', 'fixtures', file);
    this.child = spawn(process.execPath, [path, ...args], {
      detached,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    this.child.stdout!.on('data', (chunk: Buffer) => {
      this.#stdout += chunk;
    });
    this.child.stderr!.on('data', (chunk: Buffer) => {
      this.#stderr += chunk;
    });
  }

  get stderr(): string {
    return this.#stderr;
  }

  async stdoutHas(text: string): Promise<void> {
    while (!this.#stdout.includes(text)) await once(this.child.stdout!, 'data');
  }

  kill(signal: NodeJS.Signals): void {
    this.#since = performance.now();
    this.child.kill(signal);
  }

  async finished(): Promise<Finished> {
    const [code, signal] = await once(this.child, 'close');
    const endedAfterMillis = performance.now() - this.#since;
    return { code, signal, stdout: this.#stdout, stderr: this.#stderr, endedAfterMillis };
  }
}
