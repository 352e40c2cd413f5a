import { stderr, stdout } from 'node:process';
import { nearest } from '../core/nearest.js';
import { tooOld } from '../core/supported-node.js';
import { VERSION } from '../core/version.js';
import { type Command, UsageError } from './command.js';
import { COMMANDS } from './commands.js';

const WRONG_USAGE = 2;

/** Runs `tracebridge <args>`; returns the exit status. */
export async function dispatch(args: string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--version' || first === '-v') {
    stdout.write(`${VERSION}\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    return help(rest[0]);
  }
  if (first === undefined) {
    stderr.write(`Which command?\n\n${overview()}`);
    return WRONG_USAGE;
  }
  const command = commandOf(first);
  if (command === undefined) return refuse(first);
  const { run, usage } = await command.load();
  if (asksForHelp(rest)) {
    stdout.write(usage);
    return 0;
  }
  // The doctor tells it beside the rest.
  const problem = command.name === 'doctor' ? undefined : tooOld();
  if (problem !== undefined) throw new Error(problem);
  try {
    return await run(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const [line = ''] = usage.split('\n');
    stderr.write(`${error.message}\n${line}\nAll options: tracebridge ${command.name} --help\n`);
    return WRONG_USAGE;
  }
}

async function help(name: string | undefined): Promise<number> {
  const command = name === undefined ? undefined : commandOf(name);
  if (name !== undefined && command === undefined) return refuse(name);
  stdout.write(command === undefined ? overview() : (await command.load()).usage);
  return 0;
}

function commandOf(word: string): Command | undefined {
  return COMMANDS.find(({ name }) => name === word);
}

function refuse(word: string): number {
  const meant = nearest(word, [...COMMANDS.map(({ name }) => name), '--help', '--version']);
  const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
  stderr.write(
    `There is no command ${JSON.stringify(word)}${hint}\nUsage: tracebridge <command> [options]\nAll commands: tracebridge --help\n`,
  );
  return WRONG_USAGE;
}

/** What follows `--` belongs to another program. */
function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? undefined : end).some((arg) => arg === '--help' || arg === '-h');
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: tracebridge <command> [options]

Commands:
${lines.join('\n')}

Options:
  -h, --help     this text, or after a command that command's
  -v, --version  the version of tracebridge
`;
}
