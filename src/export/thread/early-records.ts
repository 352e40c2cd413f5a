import { startTimer } from '../../core/outside-context.js';

/**
 * The exporter thread starts so long after the first record, or sooner for a batch that is due, or for so much: a program
 * that has ended by then sends the little that it has itself. Milliseconds, records, bytes.
 */
const EARLY = { millis: 250, records: 512, bytes: 64 * 1024 };

/** What is recorded before there is an exporter thread: it tells when the thread has to start. */
export class EarlyRecords {
  readonly #millis: number;
  readonly #maxBytes: number;
  readonly #start: () => void;
  #since = 0;
  #records = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param delayMillis after which a batch is due
   * @param ringBytes that fit into the ring
   */
  constructor(delayMillis: number, ringBytes: number, start: () => void) {
    this.#millis = Math.min(EARLY.millis, delayMillis);
    this.#maxBytes = Math.min(EARLY.bytes, ringBytes);
    this.#start = start;
  }

  get isEmpty(): boolean {
    return this.#records === 0;
  }

  /** @returns whether the thread is due */
  add(bytes: number): boolean {
    const now = performance.now();
    if (this.isEmpty) this.#since = now;
    this.#records++;
    this.#bytes += bytes;
    return this.#records > EARLY.records || this.#bytes > this.#maxBytes || now - this.#since >= this.#millis;
  }

  /** Code that keeps the event loop waiting, and records, is seen by {@link add}. */
  startInTime(): void {
    this.#timer ??= startTimer(this.#start, this.#millis);
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#records = 0;
    this.#bytes = 0;
  }
}
