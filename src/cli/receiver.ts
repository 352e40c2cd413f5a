import type { ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from './command.js';

/** Options of the commands that ask a running `tracebridge dev`. */
export const RECEIVER_OPTIONS = { url: { type: 'string' } } as const satisfies ParseArgsOptionsConfig;

export const URL_USAGE = `      --url <url>  address of the receiver, or the link with its token (default http://127.0.0.1:4318)`;

/** A running receiver, asked over HTTP. */
export class Receiver {
  readonly #origin: string;
  readonly #token: string | null;

  /** @throws UsageError when the address is none */
  constructor(address = 'http://127.0.0.1:4318') {
    if (!URL.canParse(address))
      throw new UsageError(`Expected --url to be a URL, got ${JSON.stringify(address)}`);
    const url = new URL(address);
    this.#origin = url.origin;
    this.#token = url.searchParams.get('token');
  }

  /** @throws Error that says what to do, when nobody answers or the answer is a refusal */
  async get(path: string): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.#token !== null) headers.authorization = `Bearer ${this.#token}`;
    let response: Response;
    try {
      response = await fetch(`${this.#origin}${path}`, { headers });
    } catch (error) {
      throw new Error(`Nothing answers at ${this.#origin}: start it with "tracebridge dev"`, {
        cause: error,
      });
    }
    if (!response.ok)
      throw new Error(`${this.#origin} answered ${response.status}: ${(await response.text()).trim()}`);
    return response;
  }

  async ask(tool: string, args: Record<string, unknown>): Promise<string> {
    const search = new URLSearchParams(
      Object.entries(args).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return (await this.get(`/api/tools/${encodeURIComponent(tool)}?${search}`)).text();
  }
}
