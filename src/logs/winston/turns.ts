import { type Context, context } from '@opentelemetry/api';
import type { Thrown } from '../record/info.js';
import type { CapturedLogger } from './logger.js';

interface Waiting {
  readonly logger: CapturedLogger;
  readonly context: Context;
  readonly write: () => void;
}

/** The loggers that are making a line or handing one over, the outermost first. */
const writing: CapturedLogger[] = [];
const waiting: Waiting[] = [];

/**
 * Whether a line of the logger is on its way. What a format, a getter or a transport logs meanwhile has to wait, as in
 * winston's stream: its line comes after.
 */
export function isWriting(logger: CapturedLogger): boolean {
  return writing.length > 0 && writing.includes(logger);
}

export function beginLine(logger: CapturedLogger): void {
  writing.push(logger);
}

/** Ends the last begun line, after those that waited for it. */
export function endLine(): void {
  try {
    if (waiting.length > 0) writeWaiting(writing.at(-1) as CapturedLogger);
  } finally {
    writing.pop();
  }
}

/** @param write writes the line, asking nobody whether its logger is writing */
export function waitForLine(logger: CapturedLogger, write: () => void): void {
  waiting.push({ logger, context: context.active(), write });
}

function writeWaiting(logger: CapturedLogger): void {
  let failure: Thrown | undefined;
  for (;;) {
    const index = waiting.findIndex((line) => line.logger === logger);
    const line = waiting[index];
    if (line === undefined) break;
    waiting.splice(index, 1);
    try {
      context.with(line.context, line.write);
    } catch (thrown) {
      failure = { value: thrown };
    }
  }
  if (failure !== undefined) throw failure.value;
}
