import { checkedOptions, type OptionRules } from '../core/checked-options.js';
import { type RedactOptions, resolveRedactOptions } from '../core/redact/options.js';
import { read, readOrDefault } from './environment.js';
import { parseKeepRules } from './keep-rules.js';
import { OPTIONS, type ResolvedOptions } from './options.js';
import type { Setting } from './setting.js';
import type { StartOptions } from './start-options.js';
import type { Variable } from './variables.js';

const RULES = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, { rule }]) => [name, rule]),
) as unknown as OptionRules<StartOptions>;

/**
 * Option, else environment, else default.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for a bad value or an unknown name in `options`
 */
export function resolveOptions(options: StartOptions = {}): ResolvedOptions {
  const given = checkedOptions(options, RULES);
  if (typeof given.redact === 'object') resolveRedactOptions(given.redact);
  const resolved = Object.entries(OPTIONS).map(
    ([name, option]: [string, Setting & { variable?: Variable }]) => [
      name,
      given[name as keyof StartOptions] ?? (option.variable && read(option.variable)) ?? option.default,
    ],
  );
  const values = Object.fromEntries(resolved);
  return { ...values, redact: resolveRedact(given.redact), keep: parseKeepRules(values.keep)! };
}

/** What to mask as the environment says; for loggers that are used without `start`. */
export function redactOptionsFromEnvironment(): RedactOptions | undefined {
  return resolveRedact(undefined);
}

function resolveRedact(option: boolean | RedactOptions | undefined): RedactOptions | undefined {
  const enabled = option ?? readOrDefault('TRACEBRIDGE_REDACT');
  if (enabled === false) return undefined;
  const given = typeof enabled === 'object' ? enabled : {};
  const emails = given.emails ?? readOrDefault('TRACEBRIDGE_REDACT_EMAILS');
  return { ...given, emails, keys: [...(given.keys ?? []), ...(read('TRACEBRIDGE_REDACT_KEYS') ?? [])] };
}
