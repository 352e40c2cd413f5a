import type { Rule } from './rules.js';

/** One setting, as the tables of options and variables hold it. Code, types, documentation and doctor follow them. */
export interface Setting {
  readonly rule: Rule<unknown>;
  /** What holds when nothing is set. */
  readonly default?: unknown;
  /** The same in words (Markdown), where it is no value. */
  readonly unset?: string;
  readonly meaning: string;
}
