import { MAX_QUERY } from '../query/parse.js';
import { lossesTool, searchLogs, waitFor, workers } from './records.js';
import { type Tool, type ToolArguments, text } from './tool.js';
import { findCorrelation, getTrace, listErrors, slowOperations } from './traces.js';

/** All questions, for the commands, the page's interface and MCP. */
export const TOOLS: readonly Tool[] = [
  listErrors,
  findCorrelation,
  getTrace,
  searchLogs,
  slowOperations,
  workers,
  lossesTool,
  waitFor,
];

/**
 * A misspelt argument would be left out, and another question be answered.
 * @throws Error naming the argument that is missing, that the tool does not take, or that has no such value
 */
export function checkArguments({ name, parameters }: Tool, args: ToolArguments): void {
  const names = Object.keys(parameters);
  const takes = `${name} takes ${names.join(', ') || 'no arguments'}`;
  const unknown = Object.keys(args).find((given) => !names.includes(given));
  if (unknown !== undefined) throw new Error(`${takes}, not ${JSON.stringify(unknown)}`);
  for (const [each, { type, required }] of Object.entries(parameters)) {
    const given = text(args, each);
    if (required && given === '') throw new Error(`${takes}: ${each} is missing`);
    if (type === 'number' && !(Number(args[each] ?? 1) >= 1))
      throw new Error(`${takes}: ${each} must be a number from 1 up`);
    if (given.length > MAX_QUERY) throw new Error(`${takes}: ${each} has more than ${MAX_QUERY} characters`);
  }
}

/** JSON schema of a tool's arguments. */
export function schemaOf({ parameters }: Tool): object {
  const entries = Object.entries(parameters);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, { type, description }]) => [name, { type, description }]),
    ),
    required: entries.filter(([, { required }]) => required).map(([name]) => name),
  };
}
