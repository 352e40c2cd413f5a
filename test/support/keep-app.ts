import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import type { ExportStats } from '../../src/export/channel.js';
import { NODE, REGISTER, ROOT } from './run-program.js';

export const RULES = 'errors,slow:1s,1%';
const SLOW_MILLIS = 1000;
/** Requests at a time. */
export const CONCURRENCY = 64;
/** The share, as arithmetic says it: no less than 99 % of 2^56. */
const THRESHOLD = BigInt('0xfd70a000000000');

export const traceIdOf = (number: number) =>
  createHash('sha256').update(`${number}`).digest('hex').slice(0, 32);
const isInShare = (number: number) => BigInt(`0x${traceIdOf(number).slice(-14)}`) >= THRESHOLD;
export const isKept = (number: number) => number % 100 === 1 || number % 100 === 2 || isInShare(number);

/** test/fixtures/keep/server.cjs, asked for numbers: each is a request of a trace ID of its own. */
export class KeepApp {
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  #port = 0;
  #atExit: ExportStats | undefined;
  /** Whose answers took that long for the machine's sake: the rule for slow ones may keep them. */
  readonly slow = new Set<number>();
  stderr = '';

  private constructor(env: NodeJS.ProcessEnv) {
    this.#child = spawn(NODE, ['--require', REGISTER, join(ROOT, 'test/fixtures/keep/server.cjs')], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        TRACEBRIDGE_KEEP: RULES,
        TRACEBRIDGE_LOG_LEVEL: 'debug',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#child.on('message', ({ atExit }: { atExit?: ExportStats }) => {
      this.#atExit ??= atExit;
    });
  }

  static async start(env: NodeJS.ProcessEnv): Promise<KeepApp> {
    const app = new KeepApp(env);
    const [{ port }] = (await once(app.#child, 'message')) as [{ port: number }];
    app.#port = port;
    return app;
  }

  /** What it told in its last listener of `exit`. */
  get atExit(): ExportStats | undefined {
    return this.#atExit;
  }

  /** Asks for so many numbers; resolves with those that were answered. */
  async ask(count: number, answered: (number: number) => void = () => {}, first = 0): Promise<number[]> {
    const numbers: number[] = [];
    let next = first;
    const ask = async (): Promise<void> => {
      while (next < first + count) {
        const number = next++;
        if (!(await this.#ask(number))) return;
        numbers.push(number);
        answered(number);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, ask));
    this.#agent.destroy();
    return numbers;
  }

  #ask(number: number): Promise<boolean> {
    const headers = { traceparent: `00-${traceIdOf(number)}-00f067aa0ba902b7-01` };
    const askedAt = performance.now();
    const options = { port: this.#port, path: `/${number}`, headers, agent: this.#agent };
    return new Promise((resolve) => {
      const answered = () => {
        if (performance.now() - askedAt >= SLOW_MILLIS) this.slow.add(number);
        resolve(true);
      };
      get(options, (response) => response.resume().on('end', answered)).on('error', () => resolve(false));
    });
  }

  async stats(): Promise<ExportStats> {
    this.#child.send('stats');
    return (await once(this.#child, 'message'))[0] as ExportStats;
  }

  async end(way: 'end' | 'throw' | 'exit' | NodeJS.Signals): Promise<void> {
    const closed = once(this.#child, 'close');
    if (way === 'end' || way === 'throw' || way === 'exit') this.#child.send(way);
    else this.#child.kill(way);
    await closed;
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}

/** A span or log record as it arrived. */
export interface Arrived {
  readonly traceId: string | undefined;
  /** Of a server span `/<number>`; of other spans anything else; of a log record its body. */
  readonly text: string;
}

/** What a whole request has. */
export const WHOLE = ['/', 'debug', 'info', 'work', 'work completed'];

/** Parts that arrived, by the numbers of their requests; -1: of no request that is known. */
export function partsOf(arrived: readonly Arrived[]): Map<number, string[]> {
  const numbered = /^(?:\/|n:)(\d+) ?/;
  const numbers = new Map<string | undefined, number>();
  for (const { traceId, text } of arrived) {
    const [, number] = numbered.exec(text) ?? [];
    if (number !== undefined) numbers.set(traceId, Number(number));
  }
  const parts = new Map<number, string[]>();
  for (const { traceId, text } of arrived) {
    const number = numbers.get(traceId) ?? -1;
    const part = text.startsWith('/') ? '/' : text.replace(numbered, '');
    parts.set(number, [...(parts.get(number) ?? []), part]);
  }
  for (const all of parts.values()) all.sort();
  return parts;
}
