import { closeSync, constants, openSync, readSync } from 'node:fs';
import { parseJsonText } from '../core/json-text.js';
import { openStatOf } from '../core/stat.js';
import { type DebugRule, MAX_DEBUG_MILLIS, readRule } from './rule.js';

/** A file of a hundred long rules has less than a quarter of it. */
const MAX_BYTES = 256 * 1024;
export const MAX_RULES = 100;

/** The text of a rules file. Doesn't wait for what is no plain file, such as a named pipe. */
export function readRulesFile(path: string): string {
  // Without O_NONBLOCK, opening a named pipe waits for who writes to it. Windows has no such flag.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!openStatOf(descriptor).isFile()) throw new Error('it is no file');
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (length > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The rules of a file's text, those that have ended included, and what is wrong with the others, each in words.
 * @throws Error that says what is wrong with the text as a whole
 */
export function parseRules(text: string, now = Date.now()) {
  const rules: DebugRule[] = [];
  const problems: string[] = [];
  const written = rulesOf(text);
  if (written.length > MAX_RULES) problems.push(`it has more than ${MAX_RULES} rules: the rest is ignored`);
  for (const [index, item] of written.slice(0, MAX_RULES).entries()) {
    const rule = readRule(item);
    const problem = typeof rule === 'string' ? rule : problemOf(rule, rules, now);
    if (problem !== undefined) problems.push(`rule ${index + 1} is ignored: it ${problem}`);
    else rules.push(rule as DebugRule);
  }
  return { rules, problems };
}

function problemOf({ id, until }: DebugRule, others: readonly DebugRule[], now: number): string | undefined {
  if (until - now > MAX_DEBUG_MILLIS) return 'ends more than 24 hours from now';
  return others.some((other) => other.id === id) ? `has the id ${id} of another one` : undefined;
}

function rulesOf(text: string): readonly unknown[] {
  // An empty file is what `> rules.json` leaves.
  if (text.trim() === '') return [];
  let content: { rules?: unknown } | null;
  try {
    content = parseJsonText(text) as typeof content;
  } catch {
    throw new Error('it is no JSON');
  }
  if (typeof content !== 'object' || !Array.isArray(content?.rules))
    throw new Error('it is no object with a list "rules"');
  return content.rules;
}
