import { startTimer } from '../core/outside-context.js';
import type { ExportChannel } from './channel.js';

/** Records that are encoded in one go. */
const MAX_RECORDS = 128;
/** About what they may take in memory. */
const MAX_BYTES = 512 * 1024;
/** How long they wait where the event loop has time. */
const WAIT_MILLIS = 1;

/** Takes a record that is to be encoded. */
export type Lane<Item> = (item: Item) => void;

/**
 * Where recorded log records and spans wait, as the plain objects that they are, to be encoded in one go: when there are
 * enough of them, at the end of the event loop's turn, and before any way out. Right after a system call, such as the
 * write of a line, the processor's caches are full of other things: encoding a record there takes three times as long as
 * in a row of its kind.
 */
export class Outbox {
  /** In the order in which they came, so that the records of a request, which share their IDs, stand beside each other. */
  #items: unknown[] = [];
  /** Of each item, what encodes it. */
  #writes: ((item: never) => void)[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param isOpen false: nothing waits */
  constructor(
    private isOpen: boolean,
    private readonly channel: Pick<ExportChannel, 'burst'>,
  ) {}

  /**
   * @param write encodes a record and hands it on; must not throw
   * @param weigh about what a record takes in memory, in bytes
   */
  lane<Item>(write: (item: Item) => void, weigh: (item: Item) => number): Lane<Item> {
    return (item) => {
      if (!this.isOpen) {
        write(item);
        return;
      }
      this.#writes.push(write);
      this.#bytes += weigh(item);
      if (this.#items.push(item) >= MAX_RECORDS || this.#bytes > MAX_BYTES) this.flush();
      else this.#timer ??= startTimer(this.#flushLater, WAIT_MILLIS);
    };
  }

  /** Hands on what waits. */
  flush(): void {
    const items = this.#items;
    const writes = this.#writes;
    if (items.length === 0) return;
    this.#items = [];
    this.#writes = [];
    this.#bytes = 0;
    this.channel.burst(() => {
      for (let index = 0; index < items.length; index++) writes[index]!(items[index] as never);
    });
  }

  /** From now on nothing waits: there may be no further turn of the event loop. */
  close(): void {
    this.isOpen = false;
    this.flush();
  }

  readonly #flushLater = (): void => {
    this.#timer = undefined;
    this.flush();
  };
}
