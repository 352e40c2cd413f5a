import { invalidOption } from '../core/errors.js';
import { type RedactOptions, resolveRedactOptions } from '../core/redact/options.js';
import { readBoolean, readChoice, readList, readNumber, readText } from './environment.js';
import { LOG_PRESETS, type LogPreset } from './log-presets.js';
import type { ExportMode, ResolvedOptions, StartOptions, Trust } from './options.js';

const EXPORT_MODES: readonly ExportMode[] = ['thread', 'inline'];
const TRUSTS: readonly Trust[] = ['continue', 'link', 'ignore'];
const MIB = 1024 * 1024;
const MAX_BYTES = Number.MAX_SAFE_INTEGER;
const MAX_MILLIS = 2 ** 31 - 1;

const RULES: {
  readonly [Name in keyof Required<StartOptions>]: readonly [string, (value: unknown) => boolean];
} = {
  serviceName: ['a string that is not empty', isText],
  environment: ['a string that is not empty', isText],
  export: [`one of ${EXPORT_MODES.join(', ')}`, (value) => EXPORT_MODES.includes(value as ExportMode)],
  requestLogs: ['a boolean', isBoolean],
  ignorePaths: ['an array of strings and RegExps', isRules],
  trust: [`one of ${TRUSTS.join(', ')}`, (value) => TRUSTS.includes(value as Trust)],
  propagateTo: ['an array of host names and RegExps', isRules],
  baggage: ['a boolean', isBoolean],
  redact: [
    'a boolean or an object',
    (value) => isBoolean(value) || (typeof value === 'object' && value !== null),
  ],
  console: ['a boolean', isBoolean],
  logPreset: [`one of ${LOG_PRESETS.join(', ')}`, (value) => LOG_PRESETS.includes(value as LogPreset)],
  instrumentations: ['an array of OpenTelemetry instrumentations', isInstrumentations],
  maxMemoryBytes: ['a whole number from 1048576 up', (value) => isWhole(value, MIB)],
  retryLimitMillis: ['a whole number from 0 up', (value) => isWhole(value, 0)],
  spoolDir: ['a string that is not empty', isText],
  spoolMaxBytes: ['a whole number from 1048576 up', (value) => isWhole(value, MIB)],
};

/**
 * Option, else environment, else default.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for a bad value or an unknown name in `options`
 */
export function resolveOptions(options: StartOptions = {}): ResolvedOptions {
  validate(options);
  return {
    serviceName: options.serviceName,
    environment: options.environment,
    export: options.export ?? readChoice('TRACEBRIDGE_EXPORT', EXPORT_MODES) ?? 'thread',
    requestLogs: options.requestLogs ?? readBoolean('TRACEBRIDGE_REQUEST_LOGS') ?? false,
    ignorePaths: options.ignorePaths ?? readList('TRACEBRIDGE_IGNORE_PATHS') ?? [],
    trust: options.trust ?? readChoice('TRACEBRIDGE_TRUST', TRUSTS) ?? 'continue',
    propagateTo: options.propagateTo ?? readList('TRACEBRIDGE_PROPAGATE_TO'),
    baggage: options.baggage ?? readBoolean('TRACEBRIDGE_BAGGAGE') ?? false,
    redact: resolveRedact(options.redact),
    console: options.console ?? readBoolean('TRACEBRIDGE_CONSOLE') ?? false,
    logPreset: options.logPreset ?? readChoice('TRACEBRIDGE_LOG_PRESET', LOG_PRESETS) ?? 'none',
    instrumentations: options.instrumentations ?? [],
    maxMemoryBytes:
      options.maxMemoryBytes ?? readNumber('TRACEBRIDGE_MAX_MEMORY_BYTES', MIB, MAX_BYTES) ?? 32 * MIB,
    retryLimitMillis:
      options.retryLimitMillis ?? readNumber('TRACEBRIDGE_RETRY_LIMIT_MS', 0, MAX_MILLIS) ?? 900_000,
    spoolDir: options.spoolDir ?? readText('TRACEBRIDGE_SPOOL_DIR'),
    spoolMaxBytes:
      options.spoolMaxBytes ?? readNumber('TRACEBRIDGE_SPOOL_MAX_BYTES', MIB, MAX_BYTES) ?? 256 * MIB,
  };
}

/** What to mask as the environment says; for loggers that are used without `start`. */
export function redactOptionsFromEnvironment(): RedactOptions | undefined {
  return resolveRedact(undefined);
}

function resolveRedact(option: boolean | RedactOptions | undefined): RedactOptions | undefined {
  const enabled = option ?? readBoolean('TRACEBRIDGE_REDACT') ?? true;
  if (enabled === false) return undefined;
  const given = typeof enabled === 'object' ? enabled : {};
  const emails = given.emails ?? readBoolean('TRACEBRIDGE_REDACT_EMAILS') ?? false;
  return { ...given, emails, keys: [...(given.keys ?? []), ...(readList('TRACEBRIDGE_REDACT_KEYS') ?? [])] };
}

function validate(options: StartOptions): void {
  if (typeof options !== 'object' || options === null) throw invalidOption('options', 'an object', options);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(RULES, name))
      throw invalidOption(name, `one of ${Object.keys(RULES).join(', ')}`, value);
    const [rule, holds] = RULES[name as keyof StartOptions];
    if (value !== undefined && !holds(value)) throw invalidOption(name, rule, value);
  }
  if (typeof options.redact === 'object') resolveRedactOptions(options.redact);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isRules(value: unknown): boolean {
  return Array.isArray(value) && value.every((rule) => isText(rule) || rule instanceof RegExp);
}

function isInstrumentations(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.flat().every((item) => typeof (item as { enable?: unknown } | null)?.enable === 'function')
  );
}

function isWhole(value: unknown, minimum: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= minimum;
}
