import type { Keeper } from './keeper.js';
import type { RootSpan } from './root-span.js';
import type { KeepEntry, KeepSignal, KeptReason, Verdict, Withheld } from './verdict.js';

/** From here on a record goes out at once (logs data model, SeverityNumber of WARN). */
const WARN = 13;
/** From here on a record says that its unit failed. */
const ERROR = 17;

/**
 * A request, a job or the root span of anything else. What is recorded in it is held until it ends; then one verdict
 * is for all of that, and for what comes late.
 */
export class KeepUnit {
  /** Of its trace, 14 hex digits: what the share is chosen by. */
  readonly randomness: string;
  readonly #startedAt = performance.now();
  #root: RootSpan | undefined;
  #verdict: Verdict | undefined;
  #hasFailed = false;
  // Apart, because what a unit holds too much of is log records, not the spans that they belong to.
  #records: KeepEntry[] = [];
  #spans: KeepEntry[] = [];
  #bytes = 0;
  #whenKept: (() => void)[] | undefined;

  constructor(
    private readonly keeper: Keeper,
    randomness: string,
  ) {
    this.randomness = randomness;
  }

  /** undefined while it is open. */
  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  get isKept(): boolean {
    return this.#verdict?.isKept === true;
  }

  /** Tells which span it begins and ends with. */
  begin(root: RootSpan): void {
    this.#root = root;
  }

  /** Holds an entry, lets it go its way, or withholds it, as the verdict is. */
  take(entry: KeepEntry): void {
    const verdict = this.decide(entry.signal);
    if (verdict === undefined) this.#hold(entry);
    else if (verdict.isKept) entry.release(verdict);
  }

  /**
   * What is decided of something that comes now; what is withheld is counted.
   * @returns undefined while it is to be held
   */
  decide(signal: KeepSignal | undefined): Verdict | undefined {
    const verdict = this.#verdict;
    if (verdict?.isKept === false && signal !== undefined)
      this.keeper.account.withheld(signal, verdict.reason, 1);
    return verdict;
  }

  /**
   * Whether a log record of this unit goes out at once: from warning up, of an unknown severity, and of a unit that is
   * kept. One of level error makes the unit one that failed.
   * @param severityNumber OpenTelemetry's, 0 to 24
   */
  passes(severityNumber: number): boolean {
    if (severityNumber >= ERROR) this.fail();
    return severityNumber === 0 || severityNumber >= WARN || this.isKept;
  }

  /** Something in it failed. */
  fail(): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    if (this.keeper.policy.keepsFailed) this.keep('errors');
  }

  /** It is kept, whatever the rules say; of one that was withheld what comes from now on. */
  keep(reason: Exclude<KeptReason, 'share'>): void {
    if (!this.isKept) this.#settle(this.keeper.policy.keptFor(reason));
  }

  /**
   * A span of it ends.
   * @param isRoot and with it the unit
   * @param durationMillis of the span, whose start and end the app may have given
   */
  endOf(hasFailed: boolean, isRoot: boolean, durationMillis?: number): void {
    if (hasFailed) this.fail();
    if (isRoot) this.judge('rules', durationMillis);
  }

  /** Decides by what is known so far, if nothing is decided yet. */
  judge(reason: Withheld['reason'], durationMillis = this.age()): void {
    if (this.#verdict !== undefined) return;
    const kept = this.keeper.policy.judge({
      root: this.#root,
      hasFailed: this.#hasFailed,
      durationMillis,
      randomness: this.randomness,
    });
    this.#settle(kept ?? { isKept: false, reason });
  }

  /** Milliseconds. */
  age(): number {
    return performance.now() - this.#startedAt;
  }

  /** Calls `fn` when the unit is kept: at once, later or never. */
  whenKept(fn: () => void): void {
    if (this.isKept) fn();
    else if (this.#verdict === undefined) {
      this.#whenKept ??= [];
      this.#whenKept.push(fn);
    }
  }

  #hold(entry: KeepEntry): void {
    const { limits, account } = this.keeper;
    (entry.signal === 'traces' ? this.#spans : this.#records).push(entry);
    this.#bytes += entry.bytes;
    if (entry.signal !== undefined) account.waiting(entry.signal, 1);
    while (this.#bytes > limits.unitBytes || this.#records.length + this.#spans.length > limits.unitRecords)
      this.#letGoOldest();
    this.keeper.addBytes(entry.bytes);
  }

  #letGoOldest(): void {
    const entry = this.#records.shift() ?? (this.#spans.shift() as KeepEntry);
    this.#bytes -= entry.bytes;
    this.keeper.addBytes(-entry.bytes);
    if (entry.signal === undefined) return;
    this.keeper.account.waiting(entry.signal, -1);
    this.keeper.account.withheld(entry.signal, 'unit_full', 1);
  }

  #settle(verdict: Verdict): void {
    const isFirst = this.#verdict === undefined;
    this.#verdict = verdict;
    if (!isFirst) return;
    const { account } = this.keeper;
    const [spans, records, whenKept] = [this.#spans, this.#records, this.#whenKept];
    this.#spans = this.#records = [];
    this.#root = this.#whenKept = undefined;
    this.keeper.addBytes(-this.#bytes);
    this.keeper.close(this);
    account.judged(verdict);
    for (const [signal, entries] of [
      ['logs', records],
      ['traces', spans],
    ] as const) {
      // What is exported nowhere is no part of the account.
      const count = entries.reduce((sum, entry) => sum + (entry.signal === signal ? 1 : 0), 0);
      if (count > 0) account.waiting(signal, -count);
      if (verdict.isKept) for (const entry of entries) entry.release(verdict);
      else if (count > 0) account.withheld(signal, verdict.reason, count);
    }
    if (verdict.isKept) for (const fn of whenKept ?? []) fn();
  }
}
