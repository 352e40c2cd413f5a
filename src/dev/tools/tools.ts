import { lossesTool, searchLogs, waitFor, workers } from './records.js';
import type { Tool } from './tool.js';
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
