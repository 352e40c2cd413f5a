import { SIGNALS, type Signal, signalIndex } from '../../otlp/signal.js';

/** Part of the bound that each signal keeps for itself, so that a flood of logs can't starve spans and metrics. */
const RESERVED = 1 / 8;

/** Bytes and records that the engine holds, and what still fits. */
export class MemoryShare {
  // By the signals' index: a look-up by name takes V8 ten times as long, and each record is asked for.
  readonly #bytes = SIGNALS.map(() => 0);
  readonly #records = SIGNALS.map(() => 0);
  readonly #maxRecords: readonly number[];

  constructor(
    readonly limitBytes: number,
    maxRecords: (signal: Signal) => number,
  ) {
    this.#maxRecords = SIGNALS.map(maxRecords);
  }

  get totalBytes(): number {
    return this.#bytes.reduce((sum, bytes) => sum + bytes, 0);
  }

  records(signal: Signal): number {
    return this.#records[signalIndex(signal)]!;
  }

  fits(signal: Signal, bytes: number, items: number): boolean {
    const own = signalIndex(signal);
    if (this.#records[own]! + items > this.#maxRecords[own]!) return false;
    const reserved = this.limitBytes * RESERVED;
    let available = this.limitBytes - this.#bytes[own]!;
    for (let index = 0; index < SIGNALS.length; index++) {
      if (index !== own) available -= Math.max(this.#bytes[index]!, reserved);
    }
    return bytes <= available;
  }

  add(signal: Signal, bytes: number, items: number): void {
    const own = signalIndex(signal);
    this.#bytes[own]! += bytes;
    this.#records[own]! += items;
  }
}
