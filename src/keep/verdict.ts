/**
 * Why a request, job or root span was kept.
 * @example
 * ```ts
 * import { type KeptReason } from 'tracebridge';
 *
 * const isChance = (reason: KeptReason) => reason === 'share';
 * ```
 */
export type KeptReason =
  /** It failed. */
  | 'errors'
  /** It took at least as long as `slow:` says. */
  | 'slow'
  /** Its trace ID belongs to the share. */
  | 'share'
  /** Code called `keepTrace()`. */
  | 'asked'
  /** Somebody debugs this customer. */
  | 'debug'
  /** The process ended before it did. */
  | 'exit';

/**
 * Why records were withheld.
 * @example
 * ```ts
 * import { type ExportStats, type WithheldReason } from 'tracebridge';
 *
 * const count = (stats: ExportStats, reason: WithheldReason) => stats.logs.withheldBy[reason] ?? 0;
 * ```
 */
export type WithheldReason =
  /** No rule keeps their request, job or root span. */
  | 'rules'
  /** The same, judged before its end: it is older than `keepUnitAgeMillis`. */
  | 'age'
  /** The same, judged before its end: all that is held reached `keepMaxBytes`. */
  | 'memory'
  /** The oldest of more than one request, job or root span may hold. */
  | 'unit_full';

export const KEPT_REASONS: readonly KeptReason[] = ['errors', 'slow', 'share', 'asked', 'debug', 'exit'];
export const WITHHELD_REASONS: readonly WithheldReason[] = ['rules', 'age', 'memory', 'unit_full'];

/** What is decided of a unit. */
export type Verdict = Kept | Withheld;

export interface Kept {
  readonly isKept: true;
  readonly reason: KeptReason;
  /**
   * Rejection threshold for `ot=th` in the spans' tracestate, as hex digits without trailing zeros; undefined where
   * the rules have no share.
   */
  readonly threshold: string | undefined;
}

export interface Withheld {
  readonly isKept: false;
  readonly reason: Exclude<WithheldReason, 'unit_full'>;
}

/** What waits for a verdict. */
export interface KeepEntry {
  /** What it counts as; undefined for what is exported nowhere. */
  readonly signal: KeepSignal | undefined;
  /** About what it takes in memory. */
  readonly bytes: number;
  /** Lets it go its way. Must not throw. Not called where it is withheld. */
  release(verdict: Kept): void;
}

export type KeepSignal = 'traces' | 'logs';

/** Keeps count of what is held, withheld and judged. */
export interface KeepAccount {
  /** @param items negative when they wait no more */
  waiting(signal: KeepSignal, items: number): void;
  withheld(signal: KeepSignal, reason: WithheldReason, items: number): void;
  judged(verdict: Verdict): void;
  /** At the end: what waits still is lost, such as what threads held that were terminated. */
  dropWaiting(): void;
}
