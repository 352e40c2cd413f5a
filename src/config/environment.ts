import { warnOnce } from '../core/warn.js';
import type { Setting } from './setting.js';
import { VARIABLES, type Variable, type VariableValue } from './variables.js';

/**
 * The only reader of `process.env`. A value that breaks its rule gives one line on stderr and counts as unset; an empty
 * one is unset (OpenTelemetry specification, "Environment Variable Specification", parsing empty value).
 */
export function read<Name extends Variable>(name: Name): VariableValue<Name> | undefined {
  const text = process.env[name]?.trim();
  if (text === undefined || text === '') return undefined;
  const { rule }: Setting = VARIABLES[name];
  const value = rule.parse(text, (item, itemName) => {
    const told = rule.isPublic ? shown(item) : itemName === undefined ? 'an item' : shown(itemName);
    warnOnce(`${name}: ${told} is ignored: expected ${rule.expected}`);
  });
  if (value === undefined || rule.holds(value)) return value as VariableValue<Name> | undefined;
  const fault = rule.isPublic ? rule.fault?.(value) : undefined;
  const told = `${name}${rule.isPublic ? `=${shown(text)}` : ''} is ignored: expected ${rule.expected}`;
  warnOnce(fault === undefined ? told : `${told}: ${fault}`);
  return undefined;
}

/** Variables with a default that is a value. */
type DefaultedVariable = {
  [Name in Variable]: (typeof VARIABLES)[Name] extends { default: unknown } ? Name : never;
}[Variable];

/** As {@link read}, else the variable's default. */
export function readOrDefault<Name extends DefaultedVariable>(name: Name): VariableValue<Name> {
  const setting: Setting = VARIABLES[name];
  return read(name) ?? (setting.default as VariableValue<Name>);
}

/** Reads whatever is set, so that each bad value is told: when the bridge starts, and by `tracebridge doctor`. */
export function readAll(): void {
  for (const name of Object.keys(process.env)) if (Object.hasOwn(VARIABLES, name)) read(name as Variable);
}

/** All variables that are set and not empty, of those whose names match: for `tracebridge doctor`. */
export function setVariables(names: RegExp): Map<string, string> {
  const entries = Object.entries(process.env).filter(([name, value]) => names.test(name) && value?.trim());
  return new Map(entries as [string, string][]);
}

/** Environment for a program of the user's that is started with a preload of ours before all others. */
export function environmentForProgram(
  preload: string,
  variables: Record<string, string> = {},
): NodeJS.ProcessEnv {
  const others = process.env.NODE_OPTIONS?.replace(PACKAGE_FINDERS, '') ?? '';
  const NODE_OPTIONS = [packageFinders().NODE_OPTIONS, preload, others.trim()].filter(Boolean).join(' ');
  return { ...process.env, ...variables, NODE_OPTIONS };
}

/** Options by which Yarn's Plug'n'Play lets a process find packages, ours among them: `--require /app/.pnp.cjs`. */
const PACKAGE_FINDERS = /--(?:require|import|experimental-loader)[= ](?:"[^"]*\.pnp\.[^"]*"|\S*\.pnp\.\S*)/g;

/** What a process of ours that has no other preload of this one's needs. */
export function packageFinders(): { NODE_OPTIONS?: string } {
  const found = process.env.NODE_OPTIONS?.match(PACKAGE_FINDERS);
  return found == null ? {} : { NODE_OPTIONS: found.join(' ') };
}

const NETWORK_OPTIONS =
  /(?<=^|\s)--(?:tls-(?:min|max)-v1\.\d|dns-result-order[= ]\w+|(?:no-)?network-family-autoselection(?:-attempt-timeout[= ]\d+)?)(?=\s|$)/g;

/**
 * `env` and `execArgv` of a thread that sends: what the process was told of certificates, TLS and addresses, nothing else.
 * Versions of Node.js whose threads refuse `--use-system-ca` apply it to all of the process; others take the variable.
 */
export function networkSettings(): { env: NodeJS.ProcessEnv; execArgv: string[] } {
  const { NODE_TLS_REJECT_UNAUTHORIZED, NODE_USE_SYSTEM_CA, NODE_OPTIONS = '' } = process.env;
  const options = [NODE_OPTIONS, ...process.execArgv].join(' ');
  const usesSystemCa = /(?:^|\s)--use-system-ca(?:\s|$)/.test(options) ? '1' : NODE_USE_SYSTEM_CA;
  return {
    env: {
      ...(NODE_TLS_REJECT_UNAUTHORIZED && { NODE_TLS_REJECT_UNAUTHORIZED }),
      ...(usesSystemCa && { NODE_USE_SYSTEM_CA: usesSystemCa }),
    },
    execArgv: options.match(NETWORK_OPTIONS)?.flatMap((option) => option.split(' ')) ?? [],
  };
}

/** Whether npm or npx has started this process, as it tells those. */
export function isRunByNpm(): boolean {
  return process.env.npm_command !== undefined;
}

/** `host:port` of Lambda's Runtime and Extensions APIs, which Lambda sets; undefined elsewhere. */
export function lambdaRuntimeApi(): string | undefined {
  return process.env.AWS_LAMBDA_RUNTIME_API || undefined;
}

/** Environment for a process that we start, with variables of its own. */
export function environmentForChild(variables: Record<string, string>): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _preloads, ...rest } = process.env;
  return { ...rest, ...packageFinders(), ...variables };
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}

/** The script that PM2 says it runs: in fork mode by itself, in cluster mode with all else it knows of the app. */
export function pm2Script(): string | undefined {
  const { pm_exec_path: forked, pm2_env: clustered } = process.env;
  if (forked !== undefined || clustered === undefined) return forked;
  try {
    return (JSON.parse(clustered) as { pm_exec_path?: string }).pm_exec_path;
  } catch {
    return undefined;
  }
}
