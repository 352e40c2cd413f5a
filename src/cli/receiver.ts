import type { ParseArgsOptionsConfig } from 'node:util';
import { RECEIVER_HEADER, RECEIVER_NAME } from '../dev/http/receiver-name.js';
import { UsageError } from './command.js';
import { readHttpUrl, readPort } from './read-values.js';

/** Options of the commands that ask a running `tracebridge dev`. */
export const RECEIVER_OPTIONS = {
  port: { type: 'string', short: 'p' },
  url: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

export const RECEIVER_USAGE = `  -p, --port <number>  port of the receiver on this machine (default 4318)
      --url <url>      its address elsewhere, or the link with its token`;

/** How long an answer is waited for, beside what a question itself waits. */
const ANSWER_MILLIS = 10_000;

/** A running receiver, asked over HTTP. */
export class Receiver {
  readonly #origin: string;
  readonly #token: string | null;

  /** @throws UsageError when the address is none */
  constructor({ port, url }: { port?: string | undefined; url?: string | undefined }) {
    if (port !== undefined && url !== undefined) throw new UsageError('Expected either --port or --url');
    const address =
      url === undefined
        ? new URL(`http://127.0.0.1:${readPort('--port', port) ?? 4318}`)
        : readHttpUrl('--url', url, 'http://localhost:4318');
    this.#origin = address.origin;
    this.#token = address.searchParams.get('token');
  }

  get name(): string {
    return `"tracebridge dev" at ${this.#origin}`;
  }

  /** @throws Error that says what to do, when nobody answers or the answer is a refusal */
  async json<T>(path: string): Promise<T> {
    return JSON.parse(await this.#text(path, ANSWER_MILLIS)) as T;
  }

  /** The answer of a tool. @throws Error as {@link json} */
  ask(tool: string, args: Record<string, unknown>): Promise<string> {
    const search = new URLSearchParams(
      Object.entries(args).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const waits = Number(args.timeout_seconds) || 0;
    return this.#text(`/api/tools/${encodeURIComponent(tool)}?${search}`, ANSWER_MILLIS + waits * 1_000);
  }

  /** What tells that something came, again and again, until the receiver ends. @throws Error as {@link json} */
  async changes(): Promise<AsyncIterable<unknown>> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), ANSWER_MILLIS);
    try {
      const { body } = await this.#get('/api/events', controller.signal);
      return untilBroken(body!);
    } finally {
      clearTimeout(timer);
    }
  }

  async #text(path: string, millis: number): Promise<string> {
    const response = await this.#get(path, AbortSignal.timeout(millis));
    return response.text().catch((error: Error) => this.#fail(error));
  }

  async #get(path: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.#token !== null) headers.authorization = `Bearer ${this.#token}`;
    const response = await fetch(`${this.#origin}${path}`, { headers, signal, redirect: 'manual' }).catch(
      (error: Error) => this.#fail(error),
    );
    const { status } = response;
    if (response.headers.get(RECEIVER_HEADER) !== RECEIVER_NAME) {
      // It may be a stream that would keep this process.
      await response.body?.cancel();
      throw new Error(
        `${this.#origin} is no "tracebridge dev": something else answers there, with ${status}`,
      );
    }
    if (response.ok) return response;
    const why = await response.text().catch((error: Error) => this.#fail(error));
    throw new Error(`${this.name} answered ${status}: ${why.trim()}`);
  }

  #fail(error: Error): never {
    if (error.name === 'TimeoutError' || error.name === 'AbortError')
      throw new Error(`${this.#origin} does not answer`, { cause: error });
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    const why = code === undefined ? '' : ` (${code})`;
    throw new Error(
      `Nothing answers at ${this.#origin}${why}: start it with "npx tracebridge dev", or say where it is with --url`,
      { cause: error },
    );
  }
}

/** A receiver that is killed has no time to end its answers. */
async function* untilBroken<T>(source: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* source;
  } catch {}
}
