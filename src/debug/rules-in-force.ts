import { clearTimeout, setTimeout } from '../core/native.js';
import { outsideContext } from '../core/outside-context.js';
import { type DebugRule, MAX_DEBUG_MILLIS } from './rule.js';

export interface DebugSwitch {
  readonly rule: DebugRule;
  readonly isOn: boolean;
  readonly source: 'file' | 'header';
}

/** Of headers that are accepted: whoever can sign one can sign many. */
const MAX_ACCEPTED = 1000;

/** The rules that are in force in this process: those of the file, and of headers that were accepted. */
export class RulesInForce {
  /** Changes whenever a rule comes or goes. */
  version = 0;
  #isAny = false;
  #fromFile: readonly DebugRule[] = [];
  readonly #fromHeaders = new Map<string, DebugRule>();
  /** Until when a header may wait for its user. */
  #waitingUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  /** By the clock that is never set, so that a rule ends though the machine's is set back. Milliseconds. */
  readonly #ends = new WeakMap<DebugRule, number>();

  constructor(private readonly tell: (switched: DebugSwitch) => void) {}

  /** Whether any request can be debugged. False costs nothing more than this question. */
  get isAny(): boolean {
    return this.#isAny;
  }

  /** Takes the rules of the file in place of those that it had; the ended ones are left out. */
  takeFile(rules: readonly DebugRule[]): void {
    const before = this.#fromFile;
    // A rule that is as it was stays the same object, so that requests which have it go on.
    const after = rules
      .map((rule) => before.find((old) => isSame(old, rule)) ?? this.#begin(rule))
      .filter((rule) => this.#isInTime(rule));
    this.#fromFile = after;
    this.#change();
    for (const rule of before) if (!after.includes(rule)) this.tell({ rule, isOn: false, source: 'file' });
    for (const rule of after) if (!before.includes(rule)) this.tell({ rule, isOn: true, source: 'file' });
  }

  /** Takes the rule of a header: the same one for each header of the same signature. */
  takeHeader(rule: DebugRule): DebugRule {
    const known = this.#fromFile.find(({ id }) => id === rule.id) ?? this.#fromHeaders.get(rule.id);
    if (known !== undefined && this.#isInTime(known)) return known;
    if (this.#fromHeaders.size >= MAX_ACCEPTED) {
      const [oldest] = this.#fromHeaders.values();
      this.#fromHeaders.delete(oldest!.id);
      this.tell({ rule: oldest!, isOn: false, source: 'header' });
    }
    this.#fromHeaders.set(rule.id, this.#begin(rule));
    this.#change();
    this.tell({ rule, isOn: true, source: 'header' });
    return rule;
  }

  /** A header waits for its user. */
  wait(until: number): void {
    this.#waitingUntil = Math.max(this.#waitingUntil, until);
    this.#change();
  }

  find(userId: string | undefined, correlationId: string | undefined): DebugRule | undefined {
    return this.#fromFile.find(
      (rule) =>
        (rule.userId === undefined || rule.userId === userId) &&
        (rule.correlationId === undefined || rule.correlationId === correlationId) &&
        this.#isInTime(rule),
    );
  }

  has(rule: DebugRule): boolean {
    return this.#isInTime(rule) && (this.#fromFile.includes(rule) || this.#fromHeaders.get(rule.id) === rule);
  }

  /** Ends all of them, and tells nobody. */
  end(): void {
    this.#fromFile = [];
    this.#fromHeaders.clear();
    this.#waitingUntil = 0;
    this.#change();
  }

  #change(): void {
    this.version++;
    const left = [...this.#fromFile, ...this.#fromHeaders.values()].map((rule) => this.#left(rule));
    const waiting = this.#waitingUntil - Date.now();
    if (waiting > 0) left.push(waiting);
    this.#isAny = left.length > 0;
    clearTimeout(this.#timer);
    if (!this.#isAny) return;
    const delay = Math.max(0, Math.min(MAX_DEBUG_MILLIS, ...left));
    this.#timer = outsideContext(() => setTimeout(() => this.#endSome(), delay)).unref();
  }

  #endSome(): void {
    const ended = this.#fromFile.filter((rule) => !this.#isInTime(rule));
    // Not asked for its time again: one that ends in between would go untold.
    this.#fromFile = this.#fromFile.filter((rule) => !ended.includes(rule));
    for (const rule of ended) this.tell({ rule, isOn: false, source: 'file' });
    for (const rule of [...this.#fromHeaders.values()]) {
      if (this.#isInTime(rule)) continue;
      this.#fromHeaders.delete(rule.id);
      this.tell({ rule, isOn: false, source: 'header' });
    }
    this.#change();
  }

  #begin(rule: DebugRule): DebugRule {
    this.#ends.set(rule, performance.now() + rule.until - Date.now());
    return rule;
  }

  /** Milliseconds. */
  #left(rule: DebugRule): number {
    return Math.min(rule.until - Date.now(), (this.#ends.get(rule) ?? 0) - performance.now());
  }

  #isInTime(rule: DebugRule): boolean {
    return this.#left(rule) > 0;
  }
}

function isSame(one: DebugRule, other: DebugRule): boolean {
  const names = Object.keys({ ...one, ...other }) as (keyof DebugRule)[];
  return names.every((name) => one[name] === other[name]);
}
