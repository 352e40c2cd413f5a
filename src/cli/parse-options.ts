import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from '../core/nearest.js';
import { shellWord } from '../dev/text/shell.js';
import { UsageError } from './command.js';

/** A condition of a query that must not hold, such as `-route:/health`: no option, though it begins like one. */
const NEGATED_CONDITION = /^-[A-Za-z_@][\w.@/-]+[:=<>]/;

/**
 * Reads a command's options.
 * @throws UsageError that says what was meant, where that can be told
 */
export function parseOptions<const T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  return parse(args, options, false).values;
}

/**
 * Reads a command's options and the words between them, as one text.
 * @throws UsageError as {@link parseOptions}
 */
export function parseOptionsAndText<const T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  const spaced = args.map((arg) => (NEGATED_CONDITION.test(arg) ? ` ${arg}` : arg));
  const { values, positionals } = parse(spaced, options, true);
  return { values, text: positionals.map((word) => word.trim()).join(' ') };
}

/**
 * Reads a command's options and the app's command after `--`.
 * @param name of the command, to show where `--` is missing
 * @throws UsageError as {@link parseOptions}
 */
export function parseOptionsAndCommand<const T extends ParseArgsOptionsConfig>(
  name: string,
  args: string[],
  options: T,
) {
  const separator = args.indexOf('--');
  if (separator === -1) refuseBareCommand(name, args, options);
  const command = separator === -1 ? undefined : args.slice(separator + 1);
  if (command?.length === 0) throw new UsageError('Expected a command after --, such as -- node app.js');
  return { values: parseOptions(args.slice(0, separator === -1 ? undefined : separator), options), command };
}

function refuseBareCommand(name: string, args: string[], options: ParseArgsOptionsConfig): void {
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const strange = tokens.find((token) => token.kind !== 'option' || !(token.name in options));
  if (strange?.kind !== 'positional' || /^\d+$/.test(strange.value)) return;
  const program = /\.[cm]?[jt]s$/.test(strange.value) ? ['--', 'node'] : ['--'];
  const line = args
    .toSpliced(strange.index, 0, ...program)
    .map((word) => shellWord(word, process.platform === 'win32'))
    .join(' ');
  throw new UsageError(`Put "--" before the app's command: tracebridge ${name} ${line}`);
}

function parse<const T extends ParseArgsOptionsConfig>(
  args: string[],
  options: T,
  allowPositionals: boolean,
) {
  try {
    return parseArgs({ args, options, allowPositionals });
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(clear(message) + meantBy(args, options), { cause: error });
  }
}

/** Node.js goes on to explain how to write an argument that begins with a dash. */
function clear(message: string): string {
  const [, valueless] = /^Option '.*?(--[\w-]+).*' argument (?:missing|is ambiguous)/.exec(message) ?? [];
  return valueless === undefined ? message.split('. ', 1)[0]! : `Expected a value after ${valueless}`;
}

function meantBy(args: readonly string[], options: ParseArgsOptionsConfig): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  const given = args.map((arg) => arg.split('=', 1)[0]!);
  const unknown = given.find((arg) => arg.startsWith('--') && !names.includes(arg));
  const meant = unknown === undefined ? undefined : nearest(unknown, names);
  if (meant !== undefined) return `: did you mean ${meant}?`;
  const number = args.find((arg, index) => /^\d+$/.test(arg) && !args[index - 1]?.startsWith('-'));
  return number !== undefined && 'port' in options ? `: did you mean --port ${number}?` : '';
}
