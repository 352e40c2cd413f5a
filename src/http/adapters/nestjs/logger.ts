import { Injectable, type LoggerService } from '@nestjs/common';
import type { BridgeLogger } from '../../../logs/logger/bridge-logger.js';
import { getLogger } from '../../../logs/logger/get-logger.js';

const DEFAULT_NAME = 'nest';
const STACK = /\n\s+at .+:\d+:\d+/;

/**
 * Nest's logger on `getLogger`: `app.useLogger(app.get(TracebridgeLogger))`. Nest's context, which is its last argument,
 * becomes the name of the logger; `verbose` is written as debug, `fatal` as error.
 * @example
 * ```ts
 * import { NestFactory } from '@nestjs/core';
 * import { CorrelationModule, TracebridgeLogger } from 'tracebridge/nestjs';
 *
 * const app = await NestFactory.create(CorrelationModule.forRoot(), { bufferLogs: true });
 * app.useLogger(app.get(TracebridgeLogger));
 * ```
 */
export class TracebridgeLogger implements LoggerService {
  log(message: unknown, ...rest: unknown[]): void {
    write('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    write('warning', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    write('error', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    write('debug', message, rest);
  }
}

Injectable()(TracebridgeLogger);

function write(level: 'debug' | 'info' | 'warning' | 'error', message: unknown, rest: unknown[]): void {
  const name = takeContext(rest);
  const stack = takeStack(rest);
  const logger: BridgeLogger = getLogger(name ?? DEFAULT_NAME);
  if (message instanceof Error && level === 'error') {
    logger.exception(message.message, message, fieldsOf(undefined, rest));
  } else {
    logger[level](message, fieldsOf(stack, rest));
  }
}

/** The last argument, when it is a text that is no stack: `log(message, context)`, `error(message, stack, context)`. */
function takeContext(rest: unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !STACK.test(last) ? (rest.pop() as string) : undefined;
}

function takeStack(rest: unknown[]): string | undefined {
  const index = rest.findIndex((value) => typeof value === 'string' && STACK.test(value));
  return index === -1 ? undefined : (rest.splice(index, 1)[0] as string);
}

/** Nest prints further arguments as messages of their own; here they stay with their line. */
function fieldsOf(stack: string | undefined, rest: unknown[]): Record<string, unknown> | undefined {
  const details = rest.filter((value) => value !== undefined);
  if (stack === undefined && details.length === 0) return undefined;
  return { ...(stack !== undefined && { stack }), ...(details.length > 0 && { details }) };
}
