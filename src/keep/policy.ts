import { type KeepCriteria, type KeepRules, merged } from '../config/keep-rules.js';
import type { RootSpan } from './root-span.js';
import { routeMatcher } from './route-pattern.js';
import { isAbove, shortened, thresholdOf } from './share.js';
import type { Kept, KeptReason } from './verdict.js';

/** What is known of a unit when it is judged. */
interface UnitFacts {
  readonly root: RootSpan | undefined;
  readonly hasFailed: boolean;
  readonly durationMillis: number;
  /** 14 hex digits. */
  readonly randomness: string;
}

interface Criteria {
  readonly errors: boolean;
  readonly slowMillis: number;
  /** Rejection threshold, 14 hex digits. */
  readonly threshold: string;
}

/** The rules, ready to judge by. */
export class KeepPolicy {
  readonly #general: Criteria;
  readonly #routes: readonly {
    readonly matches: (root: RootSpan) => boolean;
    readonly rules: KeepCriteria;
  }[];
  readonly #hasShare: boolean;
  /** Of routes that have rules of their own; the patterns in force make few combinations. */
  readonly #byPatterns = new Map<string, Criteria>();

  constructor(private readonly rules: KeepRules) {
    this.#general = prepared(rules);
    this.#routes = rules.routes.map((route) => ({ matches: routeMatcher(route.pattern), rules: route }));
    this.#hasShare = [rules, ...rules.routes].some(({ share }) => share !== undefined);
  }

  /** Whether a unit that has failed is kept, wherever it belongs. */
  get keepsFailed(): boolean {
    return this.#general.errors;
  }

  /** @returns undefined for a unit that no rule keeps */
  judge(facts: UnitFacts): Kept | undefined {
    const { errors, slowMillis, threshold } = this.#criteriaOf(facts.root);
    if (facts.hasFailed && errors) return this.keptFor('errors');
    if (facts.durationMillis >= slowMillis) return this.keptFor('slow');
    if (!isAbove(facts.randomness, threshold)) return undefined;
    return { isKept: true, reason: 'share', threshold: shortened(threshold) };
  }

  /** A unit that is kept for what it is, not by chance: one of it stands for one. */
  keptFor(reason: Exclude<KeptReason, 'share'>): Kept {
    return { isKept: true, reason, threshold: this.#hasShare ? '0' : undefined };
  }

  #criteriaOf(root: RootSpan | undefined): Criteria {
    if (root === undefined || this.#routes.length === 0) return this.#general;
    let key = '';
    let own: KeepCriteria | undefined;
    for (const [index, { matches, rules }] of this.#routes.entries()) {
      if (!matches(root)) continue;
      key += `${index},`;
      own = own === undefined ? rules : merged(own, rules);
    }
    if (own === undefined) return this.#general;
    let criteria = this.#byPatterns.get(key);
    if (criteria === undefined) {
      criteria = prepared(merged(own, this.rules));
      this.#byPatterns.set(key, criteria);
    }
    return criteria;
  }
}

function prepared({ errors, slowMillis, share }: KeepCriteria): Criteria {
  return {
    errors,
    slowMillis: slowMillis ?? Number.POSITIVE_INFINITY,
    threshold: thresholdOf(share ?? 0),
  };
}
