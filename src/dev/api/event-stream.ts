import type { ServerResponse } from 'node:http';
import { answerText, beginStream } from '../http/answer.js';

const MAX_CLIENTS = 16;

/** Changes within this time go out as one event. */
const COALESCE_MILLIS = 200;

const HEARTBEAT_MILLIS = 15_000;

/** A client with this much unread is not sent more; it gets everything anew when it has caught up. */
const MAX_UNREAD_BYTES = 1024 * 1024;

interface Client {
  readonly response: ServerResponse;
  behind: boolean;
}

/** Server-sent events to the open pages: bounded in clients, rate and what waits for a slow one. */
export class EventStream {
  readonly #clients = new Set<Client>();
  #pending: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  /** @param message makes the data of a `change` event from what changed since the last call */
  constructor(private readonly message: () => string) {}

  open(response: ServerResponse): void {
    if (this.#clients.size >= MAX_CLIENTS) {
      answerText(response, 503, 'Too many open pages', { 'retry-after': '5' });
      return;
    }
    beginStream(response, 'text/event-stream');
    response.write('retry: 1000\n\n');
    const client = { response, behind: false };
    this.#clients.add(client);
    this.#heartbeat ??= setInterval(() => this.#send(': alive\n\n'), HEARTBEAT_MILLIS).unref();
    response.once('close', () => this.#remove(client));
    response.on('drain', () => {
      if (client.behind) response.write(eventText('resync'));
      client.behind = false;
    });
  }

  /** Tells the pages soon that something changed. */
  notify(): void {
    if (this.#clients.size === 0) return;
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined;
      this.#send(eventText('change', this.message()));
    }, COALESCE_MILLIS).unref();
  }

  /** Tells the pages at once. */
  tell(name: 'cleared'): void {
    this.#send(eventText(name));
  }

  close(): void {
    clearTimeout(this.#pending);
    for (const client of this.#clients) client.response.end();
  }

  #send(text: string): void {
    for (const client of this.#clients) {
      if (client.response.writableLength > MAX_UNREAD_BYTES) client.behind = true;
      else client.response.write(text);
    }
  }

  #remove(client: Client): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}

function eventText(name: string, data = '{}'): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
