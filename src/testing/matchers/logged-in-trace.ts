import { lineLevel } from '../../logs/record/level.js';
import type { CapturedLogRecord } from '../captured-log.js';
import type { ExpectedLog, ExpectedTrace } from './expected.js';
import {
  differingKeys,
  type MatcherContext,
  type MatcherResult,
  matchesText,
  OUTSIDE,
  requireKnownNames,
  requireTelemetry,
  resultOf,
  traceDifferences,
} from './matching.js';

const NAME = 'toHaveLoggedInTrace';

/** See {@link TelemetryMatchers.toHaveLoggedInTrace}. */
export function toHaveLoggedInTrace(
  this: MatcherContext,
  received: unknown,
  log: string | RegExp | ExpectedLog,
  trace: ExpectedTrace = {},
): MatcherResult {
  const telemetry = requireTelemetry(NAME, received);
  const expected = typeof log === 'string' || log instanceof RegExp ? { message: log } : log;
  requireKnownNames(expected, ['message', 'level', 'logger', 'fields']);
  requireKnownNames(trace, ['correlationId', 'traceId']);
  const judged = telemetry.logs.map((record) => ({
    line: describe(this, record),
    reasons: [
      ...differences(this, record, expected),
      ...new Set([...traceDifferences(record, trace), ...(isOutside(record) ? [OUTSIDE] : [])]),
    ],
  }));
  return resultOf(NAME, describeExpected(this, expected, trace), 'log', judged);
}

function differences(context: MatcherContext, record: CapturedLogRecord, expected: ExpectedLog): string[] {
  const reasons: string[] = [];
  const { message, level, logger, fields } = expected;
  if (message !== undefined && !matchesText(record.message, message)) reasons.push('message differs');
  if (level !== undefined && lineLevel(level) !== record.level) reasons.push(`level is ${record.level}`);
  if (logger !== undefined && !matchesText(record.logger, logger)) reasons.push(`logger is ${record.logger}`);
  return [...reasons, ...differingKeys(context, 'field', record.fields, fields)];
}

/** In a trace at least, whichever. */
function isOutside({ traceId, correlationId }: CapturedLogRecord): boolean {
  return traceId === undefined && correlationId === undefined;
}

function describe(context: MatcherContext, record: CapturedLogRecord): string {
  const { correlation_id: _, ...fields } = record.fields;
  return [
    record.level,
    JSON.stringify(record.message),
    record.logger && `logger=${record.logger}`,
    record.correlationId && `correlation_id=${record.correlationId}`,
    record.traceId && `trace_id=${record.traceId}`,
    Object.keys(fields).length > 0 && context.utils.stringify(fields).replace(/\s*\n\s*/g, ' '),
    record.exception && `exception=${record.exception.type}: ${record.exception.message}`,
  ]
    .filter(Boolean)
    .join('  ');
}

function describeExpected(context: MatcherContext, expected: ExpectedLog, trace: ExpectedTrace): string {
  const { message, level, logger, fields } = expected;
  return [
    'a log',
    message !== undefined && `with message ${context.utils.stringify(message)}`,
    level !== undefined && `at level ${lineLevel(level)}`,
    logger !== undefined && `of logger ${context.utils.stringify(logger)}`,
    fields !== undefined && `with fields ${context.utils.stringify(fields).replace(/\s*\n\s*/g, ' ')}`,
    trace.correlationId !== undefined && `under correlation ID ${trace.correlationId}`,
    trace.traceId !== undefined && `in trace ${trace.traceId}`,
    trace.correlationId === undefined && trace.traceId === undefined && 'in a trace',
  ]
    .filter(Boolean)
    .join(' ');
}
