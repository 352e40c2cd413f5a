import type { Instrumentation } from '@opentelemetry/instrumentation';
import { arrayOf, type OptionRule } from '../core/checked-options.js';
import type { RedactOptions } from '../core/redact/options.js';
import type { HostRule } from './hosts.js';
import { type KeepText, keepFault, parseKeepRules } from './keep-rules.js';
import type { PathRule } from './paths.js';

/** Which values a setting takes: the same for an option in code and for a variable's text. */
export interface Rule<T> extends OptionRule {
  /** What is expected in Markdown, of a variable's text. */
  readonly values: string;
  /** The type as TypeScript writes it. */
  readonly type: string;
  readonly unit?: 'bytes' | 'milliseconds';
  /** Its values tell no secret (numbers, switches, names of a closed list), so they may be printed. */
  readonly isPublic: boolean;
  /**
   * The value that a variable's text stands for, still to be checked; undefined counts as unset.
   * @param ignore tells of an item that is left out; `name` may be told where the item itself may be a secret
   */
  parse(text: string, ignore: (item: string, name?: string) => void): unknown;
  holds(value: unknown): value is T;
}

/** The values that a rule takes. */
export type ValueOf<R> = R extends Rule<infer T> ? T : never;

/** "true" and "false" in any case. */
export const boolean: Rule<boolean> = {
  expected: 'true or false',
  values: '`true`, `false`',
  type: 'boolean',
  isPublic: true,
  parse: (text) => booleanOf(text) ?? text,
  holds: (value) => typeof value === 'boolean',
};

/** One of some names; a variable's may have any case. */
export function oneOf<const T extends string>(names: readonly T[]): Rule<T> {
  return {
    expected: `one of ${names.join(', ')}`,
    values: names.map(code).join(', '),
    type: names.map(quoted).join(' | '),
    isPublic: true,
    parse: (text) => text.toLowerCase(),
    holds: (value): value is T => names.includes(value as T),
  };
}

/** winston's own levels, and `getLogger`'s names of them. */
export const logLevel = oneOf(['error', 'warning', 'warn', 'info', 'http', 'verbose', 'debug', 'silly']);

export function wholeNumber(
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
  unit?: 'bytes' | 'milliseconds',
): Rule<number> {
  const range = maximum === Number.MAX_SAFE_INTEGER ? `${minimum} up` : `${minimum} to ${maximum}`;
  const expected = `a whole number${unit === undefined ? '' : ` of ${unit}`} from ${range}`;
  return {
    expected,
    values: expected,
    type: 'number',
    ...(unit && { unit }),
    isPublic: true,
    parse: Number,
    holds: (value): value is number =>
      Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum,
  };
}

export function bytes(minimum: number): Rule<number> {
  return wholeNumber(minimum, Number.MAX_SAFE_INTEGER, 'bytes');
}

/** Node's timers take no more: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const MAX_TIMER_MILLIS = 2 ** 31 - 1;

export function millis(minimum: number): Rule<number> {
  return wholeNumber(minimum, MAX_TIMER_MILLIS, 'milliseconds');
}

/** A share. */
export const ratio: Rule<number> = {
  expected: 'a number from 0 to 1',
  values: '0 to 1',
  type: 'number',
  isPublic: true,
  parse: Number,
  holds: (value): value is number => typeof value === 'number' && value >= 0 && value <= 1,
};

/** Any text that is not blank. */
export function text(values: string, isPublic = false): Rule<string> {
  return {
    expected: 'a string that is not empty',
    values,
    type: 'string',
    isPublic,
    parse: (given) => given,
    holds: isText,
  };
}

/** An address of OTLP over HTTP. It may hold a password. */
export const httpUrl: Rule<string> = {
  expected: 'a URL such as http://localhost:4318',
  values: 'a URL',
  type: 'string',
  isPublic: false,
  parse: (given) => given,
  holds: (value): value is string =>
    URL.canParse(value as string) && /^https?:$/.test(new URL(value as string).protocol),
};

/** Comma-separated names; empty items are left out. */
export function list(values: string, isPublic = false): Rule<readonly string[]> {
  return {
    ...arrayOf('an array of strings that are not empty', isText),
    values,
    type: 'readonly string[]',
    isPublic,
    parse: itemsOf,
  };
}

/** Comma-separated names of a closed list, a variable's in any case; others are told and left out. */
export function listOf<const T extends string>(names: readonly T[]): Rule<readonly T[]> {
  const isName = (name: unknown): name is T => names.includes(name as T);
  return {
    ...arrayOf(names.join(', '), isName),
    values: `a list of ${names.map(code).join(', ')}`,
    type: `readonly (${names.map(quoted).join(' | ')})[]`,
    isPublic: true,
    parse(given, ignore) {
      const items = itemsOf(given);
      for (const item of items ?? []) if (!isName(item.toLowerCase())) ignore(item);
      const known = items?.map((item) => item.toLowerCase()).filter(isName);
      return known?.length ? known : undefined;
    },
  };
}

/** `key=value` pairs, percent-decoded, as W3C baggage writes them (headers, resource attributes). */
export const pairs: Rule<Readonly<Record<string, string>>> = {
  expected: 'key=value with a percent-encoded value',
  values: '`key=value,…`, percent-encoded',
  type: 'Record<string, string>',
  isPublic: false,
  parse(given, ignore) {
    const result: Record<string, string> = {};
    for (const item of itemsOf(given) ?? []) {
      const equals = item.indexOf('=');
      const key = item.slice(0, Math.max(equals, 0)).trim();
      const value = decoded(item.slice(equals + 1).trim());
      if (key === '' || value === undefined) ignore(item);
      else result[key] = value;
    }
    return result;
  },
  holds: (value): value is Readonly<Record<string, string>> => typeof value === 'object' && value !== null,
};

const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/** RFC 9110, section 5.5, as Node.js checks it. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Pairs that can be sent as headers: one that can't would end each request before it begins. */
export const headers: Rule<Readonly<Record<string, string>>> = {
  ...pairs,
  parse(given, ignore) {
    const all = Object.entries(pairs.parse(given, ignore) as Record<string, string>);
    return Object.fromEntries(
      all.filter(([name, value]) => {
        const isHeader = HEADER_NAME.test(name) && HEADER_VALUE.test(value);
        if (!isHeader) ignore(`${name}=`, name);
        return isHeader;
      }),
    );
  },
};

function patterns<T extends HostRule | PathRule>(
  expected: string,
  values: string,
  type: string,
): Rule<readonly T[]> {
  return {
    ...arrayOf(expected, (item): item is T => isText(item) || item instanceof RegExp),
    values,
    type,
    isPublic: false,
    parse: itemsOf,
  };
}

export const paths = patterns<PathRule>(
  'an array of strings and RegExps',
  'comma-separated paths, `*` at the end matches the rest',
  'readonly PathRule[]',
);

export const hosts = patterns<HostRule>(
  'an array of host names and RegExps',
  'comma-separated hosts, `*.example.com` for subdomains',
  'readonly HostRule[]',
);

/** A switch for a variable; in code also the options of what it switches on. */
export const redaction: Rule<boolean | RedactOptions> = {
  expected: 'true, false or an object',
  values: boolean.values,
  type: 'boolean | RedactOptions',
  isPublic: true,
  parse: boolean.parse,
  holds: (value): value is boolean | RedactOptions =>
    typeof value === 'boolean' || (typeof value === 'object' && value !== null),
};

/** What is kept of requests, jobs and root spans. */
export const keep: Rule<KeepText> = {
  expected: 'all, or a list of errors, slow:<duration> (500ms, 2s), <share>% and route:<pattern>=<rule>',
  values: '`all`, or a list of `errors`, `slow:500ms`, `1%`, `route:/orders/:id=all`',
  type: 'string | readonly string[]',
  isPublic: true,
  parse: (given) => given,
  holds: (value): value is KeepText => parseKeepRules(value) !== undefined,
  fault: keepFault,
};

/** In code only. */
export const instrumentations: Rule<readonly (Instrumentation | readonly Instrumentation[])[]> = {
  ...arrayOf('an array of OpenTelemetry instrumentations', isInstrumentations),
  values: '',
  type: 'readonly (Instrumentation | readonly Instrumentation[])[]',
  isPublic: false,
  parse: () => undefined,
};

function isInstrumentations(item: unknown): item is Instrumentation | readonly Instrumentation[] {
  return [item].flat().every((each) => typeof (each as { enable?: unknown } | null)?.enable === 'function');
}

function booleanOf(given: string): boolean | undefined {
  const name = given.toLowerCase();
  return name === 'true' ? true : name === 'false' ? false : undefined;
}

function itemsOf(given: string): string[] | undefined {
  const items = given.split(',').map((item) => item.trim());
  const filled = items.filter((item) => item !== '');
  return filled.length === 0 ? undefined : filled;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function decoded(given: string): string | undefined {
  try {
    return decodeURIComponent(given);
  } catch {
    return undefined;
  }
}

function quoted(name: string): string {
  return `'${name}'`;
}

function code(name: string): string {
  return `\`${name}\``;
}
