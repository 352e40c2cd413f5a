import { warnOnce } from '../core/warn.js';
import type { Variable } from './variables.js';

/**
 * The only reader of `process.env`. A bad value gives one line on stderr and counts as unset; an empty one is unset
 * (OpenTelemetry specification, "Environment Variable Specification", parsing empty value).
 */
export function readText(name: Variable): string | undefined {
  const value = process.env[name]?.trim();
  return value === '' ? undefined : value;
}

/** "true" in any case is true, "false" is false; anything else is told and ignored. */
export function readBoolean(name: Variable): boolean | undefined {
  const text = readText(name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'true') return true;
  if (text === 'false') return false;
  return ignore(name, text, '`true` or `false`');
}

export function readNumber(name: Variable, minimum: number, maximum: number): number | undefined {
  const text = readText(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value >= minimum && value <= maximum) return value;
  return ignore(name, text, `a number from ${minimum} to ${maximum}`);
}

export function readChoice<const T extends string>(name: Variable, choices: readonly T[]): T | undefined {
  const text = readText(name)?.toLowerCase();
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  return choice ?? ignore(name, text, `one of ${choices.join(', ')}`);
}

/** Comma-separated; empty items are left out. */
export function readList(name: Variable): string[] | undefined {
  const items = readText(name)
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items?.length ? items : undefined;
}

/** `key=value` pairs, percent-decoded, as W3C baggage writes them (headers, resource attributes). */
export function readPairs(name: Variable): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const item of readList(name) ?? []) {
    const equals = item.indexOf('=');
    const key = item.slice(0, Math.max(equals, 0)).trim();
    const value = decode(item.slice(equals + 1).trim());
    if (key === '' || value === undefined) {
      warnOnce(`${name} has an item that is not key=value with a percent-encoded value; the item is ignored`);
    } else {
      pairs[key] = value;
    }
  }
  return pairs;
}

/** All variables that are set and not empty, of those whose names match: for `tracebridge doctor`. */
export function setVariables(names: RegExp): Map<string, string> {
  const entries = Object.entries(process.env).filter(([name, value]) => names.test(name) && value?.trim());
  return new Map(entries as [string, string][]);
}

/** Environment for a program of the user's that is started with a preload of ours before all others. */
export function environmentForProgram(preload: string): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: `${preload} ${process.env.NODE_OPTIONS ?? ''}`.trim() };
}

/** Whether Node writes coverage for this process. */
export function isMeasuringCoverage(): boolean {
  return Boolean(process.env.NODE_V8_COVERAGE);
}

/** Environment for a thread of ours: without what would preload the bridge there again. */
export function environmentForOwnThread(): Record<string, string> {
  return environmentForChild({}) as Record<string, string>;
}

/** Environment for a process that we start, with variables of its own. */
export function environmentForChild(variables: Record<string, string>): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _preloads, ...rest } = process.env;
  return { ...rest, ...variables };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function ignore(name: Variable, text: string, rule: string): undefined {
  warnOnce(`${name}=${JSON.stringify(text.slice(0, 60))} is ignored: expected ${rule}`);
}
