import type { Signal } from '../otlp/signal.js';

/** Told when records of a batch are settled; a spool segment is deleted when all of its records are. */
export interface BatchOrigin {
  settled(items: number): void;
}

/** How many more requests may be spent on isolating refused records. Shared by all parts of one batch. */
export interface SplitBudget {
  requests: number;
  /** Requests of these records that were refused. */
  refused: number;
  /** Whether the collector took any part, so that the fault is in the records and not in all we send. */
  anyDelivered: boolean;
}

/** A sealed request, ready to be sent any number of times. */
export interface Batch {
  readonly signal: Signal;
  /** An Export…ServiceRequest message, gzip-compressed if `compressed`. */
  readonly body: Buffer;
  readonly compressed: boolean;
  readonly items: number;
  /** Order of sealing; parts of a split batch keep it. */
  readonly sequence: number;
  /** Monotonic milliseconds of the sealing. */
  readonly sealedAt: number;
  readonly origin: BatchOrigin | undefined;
  split: SplitBudget | undefined;
  /** Attempts that failed in a way that allows another one. */
  failures: number;
}
