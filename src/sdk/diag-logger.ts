import { type DiagLogFunction, DiagLogLevel, diag } from '@opentelemetry/api';
import { read } from '../config/environment.js';
import { warn } from '../core/warn.js';

const LEVELS = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
} as const;

/**
 * `OTEL_LOG_LEVEL`: what the OpenTelemetry packages say of themselves, on stderr, where it is no part of the app's
 * output.
 * @param unset level when the variable is unset
 */
export function setDiagLogger(unset: keyof typeof LEVELS): void {
  const name = read('OTEL_LOG_LEVEL') ?? unset;
  if (name === 'none') return;
  const write =
    (level: string): DiagLogFunction =>
    (message, ...args) =>
      warn(`OpenTelemetry ${level}: ${[message, ...args.map(textOf)].join(' ')}`);
  diag.setLogger(
    {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      verbose: write('verbose'),
    },
    { logLevel: LEVELS[name], suppressOverrideMessage: true },
  );
}

function textOf(argument: unknown): string {
  try {
    if (argument instanceof Error) return argument.stack ?? argument.message;
    return typeof argument === 'string' ? argument : (JSON.stringify(argument) ?? String(argument));
  } catch {
    return String(argument);
  }
}
