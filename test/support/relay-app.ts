import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './backends/binaries.js';

/** test/fixtures/relay.js in a process of its own, instrumented by preload. */
export class RelayApp {
  readonly #child: ChildProcess;
  #url = '';

  private constructor(env: Record<string, string>) {
    this.#child = fork(join(ROOT, 'test/fixtures/relay.js'), {
      execArgv: ['--require', join(ROOT, 'dist/register.js')],
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  static async start(env: Record<string, string>): Promise<RelayApp> {
    const app = new RelayApp(env);
    const [{ port }] = (await once(app.#child, 'message')) as [{ port: number }];
    app.#url = `http://127.0.0.1:${port}`;
    return app;
  }

  get url(): string {
    return this.#url;
  }

  /** Lets it end by itself, which hands over what is left. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // Not "close": Node.js doesn't emit it when it is the parent that has disconnected.
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}
