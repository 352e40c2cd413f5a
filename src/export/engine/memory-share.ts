import { SIGNALS, type Signal } from '../../otlp/signal.js';

/** Part of the bound that each signal keeps for itself, so that a flood of logs can't starve spans and metrics. */
const RESERVED = 1 / 8;

/** Bytes and records that the engine holds, and what still fits. */
export class MemoryShare {
  readonly #bytes: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
  readonly #records: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };

  constructor(
    readonly limitBytes: number,
    readonly maxRecords: (signal: Signal) => number,
  ) {}

  get totalBytes(): number {
    return this.#bytes.traces + this.#bytes.metrics + this.#bytes.logs;
  }

  records(signal: Signal): number {
    return this.#records[signal];
  }

  fits(signal: Signal, bytes: number, items: number): boolean {
    if (this.#records[signal] + items > this.maxRecords(signal)) return false;
    let available = this.limitBytes - this.#bytes[signal];
    for (const other of SIGNALS) {
      if (other !== signal) available -= Math.max(this.#bytes[other], this.limitBytes * RESERVED);
    }
    return bytes <= available;
  }

  add(signal: Signal, bytes: number, items: number): void {
    this.#bytes[signal] += bytes;
    this.#records[signal] += items;
  }
}
