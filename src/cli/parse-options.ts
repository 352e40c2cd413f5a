import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from '../core/nearest.js';
import { UsageError } from './command.js';

/**
 * Reads a command's options.
 * @throws UsageError that says what was meant, where that can be told
 */
export function parseOptions<const T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(firstSentence(message) + meantBy(args, options), { cause: error });
  }
}

/** Node.js goes on to explain how to write an argument that begins with a dash. */
function firstSentence(message: string): string {
  return message.split('. ', 1)[0]!;
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
