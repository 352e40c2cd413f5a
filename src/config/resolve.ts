import { invalidOption, reading } from '../core/errors.js';
import { nearest } from '../core/nearest.js';
import { type RedactOptions, resolveRedactOptions } from '../core/redact/options.js';
import { read, readOrDefault } from './environment.js';
import { OPTIONS, type ResolvedOptions } from './options.js';
import { checkOption } from './rules.js';
import type { Setting } from './setting.js';
import type { StartOptions } from './start-options.js';
import type { Variable } from './variables.js';

/**
 * Option, else environment, else default.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION for a bad value or an unknown name in `options`
 */
export function resolveOptions(options: StartOptions = {}): ResolvedOptions {
  return reading('options', () => {
    validate(options);
    const resolved = Object.entries(OPTIONS).map(
      ([name, option]: [string, Setting & { variable?: Variable }]) => [
        name,
        options[name as keyof StartOptions] ?? (option.variable && read(option.variable)) ?? option.default,
      ],
    );
    return { ...Object.fromEntries(resolved), redact: resolveRedact(options.redact) };
  });
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

function validate(options: StartOptions): void {
  if (typeof options !== 'object' || options === null) throw invalidOption('options', 'an object', options);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) {
      const names = Object.keys(OPTIONS);
      const meant = nearest(name, names);
      const question = meant === undefined ? '' : ` (did you mean ${meant}?)`;
      throw invalidOption(name, `one of ${names.join(', ')}${question}`, value);
    }
    checkOption(name, OPTIONS[name as keyof typeof OPTIONS].rule, value);
  }
  if (typeof options.redact === 'object') resolveRedactOptions(options.redact);
}
