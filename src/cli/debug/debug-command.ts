import { userInfo } from 'node:os';
import { stderr, stdout } from 'node:process';
import { read } from '../../config/environment.js';
import { logLevel } from '../../config/rules.js';
import { DEBUG_HEADER } from '../../correlation/propagator.js';
import { type DebugRule, MAX_DEBUG_MINUTES, readRule, writtenRule } from '../../debug/rule.js';
import { MAX_RULES } from '../../debug/rules-file.js';
import { newRuleId, signRule } from '../../debug/token.js';
import { shellWord } from '../../dev/text/shell.js';
import { quote } from '../../logs/line/quote.js';
import { type CommandModule, UsageError } from '../command.js';
import { parseOptions } from '../parse-options.js';
import { changeRules, currentRules } from './write-rules.js';

const DEFAULT_MINUTES = 10;

const USAGE = `Usage: tracebridge debug --user <id> [--minutes <n>] [options]

Debugs one customer in production: of their requests and jobs everything is kept
and debug lines are written, of nobody else's. Ends by itself. Writes a rule
into a file that running services watch, or prints a signed header.

Whom:
      --user <id>            the user ID that log lines have as user_id
      --correlation-id <id>  the requests and jobs of this correlation ID; with
                             --user both have to hold

How:
      --minutes <n>   until when, 1 to ${MAX_DEBUG_MINUTES} (default ${DEFAULT_MINUTES})
      --level <name>  the least severe level that is written (default debug)
      --why <text>    told in the log record of the rule
      --file <path>   the file (default TRACEBRIDGE_DEBUG_RULES, as the services
                      have it)
      --header        print a header in place of writing a file, signed with
                      TRACEBRIDGE_DEBUG_SECRET
      --once          the header counts for one request in each process

What is in force:
      --list          print the rules of the file
      --off <id>      end a rule of the file now
      --json          print JSON

  -h, --help          this text
`;

const OPTIONS = {
  user: { type: 'string' },
  'correlation-id': { type: 'string' },
  minutes: { type: 'string' },
  level: { type: 'string' },
  why: { type: 'string' },
  file: { type: 'string' },
  header: { type: 'boolean' },
  once: { type: 'boolean' },
  list: { type: 'boolean' },
  off: { type: 'string' },
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>;

export const debugCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const values = parseOptions(args, OPTIONS);
    if (values.list) return list(values);
    if (values.off !== undefined) return switchOff(values, values.off);
    const rule = ruleOf(values);
    if (values.header) return printHeader(rule, values);
    if (values.once) throw new UsageError('Expected --once with --header');
    return addRule(rule, values);
  },
};

function ruleOf(values: Values): DebugRule {
  const minutes = Number(values.minutes ?? DEFAULT_MINUTES);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_DEBUG_MINUTES)
    throw new UsageError(`Expected --minutes to be a whole number from 1 to ${MAX_DEBUG_MINUTES}`);
  const level = values.level?.toLowerCase() ?? 'debug';
  if (!logLevel.holds(level)) throw new UsageError(`Expected --level to be ${logLevel.expected}`);
  if (values.user === undefined && values['correlation-id'] === undefined)
    throw new UsageError('Expected --user or --correlation-id');
  const rule = readRule({
    id: newRuleId(),
    user_id: values.user,
    correlation_id: values['correlation-id'],
    level,
    until: new Date(Date.now() + minutes * 60_000).toISOString(),
    by: userName(),
    why: values.why,
  });
  if (typeof rule === 'string') throw new UsageError(`This rule ${rule}`);
  return rule;
}

function printHeader(rule: DebugRule, { once, json, file }: Values): number {
  if (file !== undefined) throw new UsageError('Expected either --header or --file');
  const [secret] = read('TRACEBRIDGE_DEBUG_SECRET') ?? [];
  if (secret === undefined)
    throw new UsageError('Expected TRACEBRIDGE_DEBUG_SECRET, the one that the services have');
  const text = signRule(rule, secret, { isOnce: once === true });
  stdout.write(
    json
      ? `${JSON.stringify({ ...writtenRule(rule), header: DEBUG_HEADER, value: text })}\n`
      : `${DEBUG_HEADER}: ${text}\n`,
  );
  return 0;
}

async function addRule(rule: DebugRule, values: Values): Promise<number> {
  const file = fileOf(values, ', or --header');
  await changeRules(file, (rules) => {
    if (rules.length >= MAX_RULES)
      throw new Error(`${file} has ${MAX_RULES} rules already: end one with --off`);
    return [...rules, rule];
  });
  stdout.write(
    values.json
      ? `${JSON.stringify(writtenRule(rule))}\n`
      : `${shown(rule)}\nend it sooner: npx tracebridge debug --off ${rule.id}${values.file === undefined ? '' : ` --file ${shellWord(file, process.platform === 'win32')}`}\n`,
  );
  if (!values.json && read('TRACEBRIDGE_DEBUG_SECRET') === undefined)
    stderr.write(
      'Services that do not read this file are reached where they and the others have the same TRACEBRIDGE_DEBUG_SECRET.\n',
    );
  return 0;
}

async function switchOff(values: Values, id: string): Promise<number> {
  const file = fileOf(values);
  await changeRules(file, (rules) => {
    if (!rules.some((rule) => rule.id === id))
      throw new Error(`${file} has no rule ${JSON.stringify(id)} in force`);
    return rules.filter((rule) => rule.id !== id);
  });
  stdout.write(values.json ? `${JSON.stringify({ id })}\n` : `ended ${id}\n`);
  return 0;
}

function list(values: Values): number {
  const rules = currentRules(fileOf(values));
  if (values.json) stdout.write(`${JSON.stringify({ rules: rules.map(writtenRule) })}\n`);
  else stdout.write(rules.length === 0 ? 'nobody is debugged\n' : `${rules.map(shown).join('\n')}\n`);
  return 0;
}

function fileOf({ file }: Values, orElse = ''): string {
  const found = file ?? read('TRACEBRIDGE_DEBUG_RULES');
  if (found === undefined || found === '')
    throw new UsageError(`Expected --file or TRACEBRIDGE_DEBUG_RULES${orElse}`);
  return found;
}

/** In letters that do nothing to a terminal. */
function shown({ id, userId, correlationId, level, until, by, why }: DebugRule): string {
  const parts = [
    userId !== undefined && `user ${quote(userId)}`,
    correlationId !== undefined && `correlation ID ${correlationId}`,
    `level ${level}`,
    `until ${new Date(until).toISOString()} (${Math.ceil((until - Date.now()) / 60_000)} min)`,
    by !== undefined && `by ${quote(by)}`,
    why !== undefined && `why ${quote(why)}`,
  ];
  return `${id}  ${parts.filter((part) => part !== false).join(', ')}`;
}

function userName(): string | undefined {
  try {
    return userInfo().username || undefined;
  } catch {
    // A user of a container may have no name.
    return undefined;
  }
}
