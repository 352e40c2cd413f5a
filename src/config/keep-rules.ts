import { describeValue } from '../core/errors.js';

/** When a unit is kept: by any of these. */
export interface KeepCriteria {
  readonly errors: boolean;
  /** Milliseconds from which on a unit is slow. */
  readonly slowMillis: number | undefined;
  /** Of all units, 0 to 1. */
  readonly share: number | undefined;
}

export interface KeepRules extends KeepCriteria {
  /** In their order; of each kind the first whose pattern matches counts, in place of the general one. */
  readonly routes: readonly RouteRules[];
}

interface RouteRules extends KeepCriteria {
  /** `/orders/:id`, `GET /orders/*` or the name of a root span. */
  readonly pattern: string;
}

/** The rules as a text, or as a list of its items. */
export type KeepText = string | readonly string[];

const NONE: KeepCriteria = { errors: false, slowMillis: undefined, share: undefined };
const SLOW = /^slow:(\d+(?:\.\d+)?)(ms|s|m)$/;
const SHARE = /^(\d+(?:\.\d+)?)%$/;
const ROUTE = /^route:(.+)=([^=]+)$/;
const MILLIS = { ms: 1, s: 1000, m: 60_000 } as const;

/** @returns undefined for what can't be read, and for two general rules of one kind */
export function parseKeepRules(given: unknown): KeepRules | undefined {
  const items = itemsOf(given);
  if (items.length === 0) return undefined;
  let general = NONE;
  const routes: RouteRules[] = [];
  for (const item of items) {
    if (typeof item !== 'string') return undefined;
    const text = item.trim();
    const [, pattern, routeRule] = ROUTE.exec(text) ?? [];
    const criteria = parseCriteria((routeRule ?? text).trim());
    if (criteria === undefined) return undefined;
    if (pattern !== undefined) routes.push({ pattern: pattern.trim(), ...criteria });
    else if (isSetTwice(general, criteria)) return undefined;
    else general = merged(general, criteria);
  }
  return { ...general, routes };
}

/** Which item is why the rules can't be read; undefined where there is none at all. */
export function keepFault(given: unknown): string | undefined {
  const items = itemsOf(given);
  const index = items.findIndex((_, last) => parseKeepRules(items.slice(0, last + 1)) === undefined);
  if (index === -1) return undefined;
  const isRule = parseKeepRules([items[index]]) !== undefined;
  return `${describeValue(items[index])} is ${isRule ? 'a second one of its kind' : 'none of these'}`;
}

/** Whether the rules keep every unit. */
export function keepsAll({ share, routes }: KeepRules): boolean {
  return share === 1 && routes.length === 0;
}

/** `more` where the first says nothing. */
export function merged(first: KeepCriteria, more: KeepCriteria): KeepCriteria {
  return {
    errors: first.errors || more.errors,
    slowMillis: first.slowMillis ?? more.slowMillis,
    share: first.share ?? more.share,
  };
}

function itemsOf(given: unknown): readonly unknown[] {
  if (typeof given === 'string') return given.split(',');
  return Array.isArray(given) ? given : [];
}

function parseCriteria(item: string): KeepCriteria | undefined {
  if (item === 'all') return { ...NONE, share: 1 };
  if (item === 'errors') return { ...NONE, errors: true };
  const [, percent] = SHARE.exec(item) ?? [];
  if (percent !== undefined)
    return Number(percent) <= 100 ? { ...NONE, share: Number(percent) / 100 } : undefined;
  const [, amount, unit] = SLOW.exec(item) ?? [];
  if (amount === undefined) return undefined;
  return { ...NONE, slowMillis: Number(amount) * MILLIS[unit as keyof typeof MILLIS] };
}

function isSetTwice(one: KeepCriteria, other: KeepCriteria): boolean {
  return (
    (one.share !== undefined && other.share !== undefined) ||
    (one.slowMillis !== undefined && other.slowMillis !== undefined)
  );
}
