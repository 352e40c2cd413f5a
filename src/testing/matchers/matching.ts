import { requireKnownName, requireObject } from '../../core/checked-options.js';
import { statelessExpression } from '../../core/stateless-expression.js';
import type { CapturedLogRecord } from '../captured-log.js';
import type { CapturedSpan } from '../captured-span.js';
import type { CapturedTelemetry } from '../captured-telemetry.js';
import type { ExpectedTrace } from './expected.js';

/** The part of jest's and vitest's matcher context that the matchers use. */
export interface MatcherContext {
  readonly isNot?: boolean;
  equals(actual: unknown, expected: unknown): boolean;
  utils: { stringify(value: unknown): string };
}

export interface MatcherResult {
  pass: boolean;
  message(): string;
}

/** Of a log in no trace. */
export const OUTSIDE = 'it was written outside of any trace';

/** Failure messages show this many of what was captured. */
const MAX_SHOWN = 20;

/** @throws TypeError when a matcher is not given what `captureTelemetry()` returned */
export function requireTelemetry(matcher: string, received: unknown): CapturedTelemetry {
  const telemetry = received as Partial<CapturedTelemetry> | null | undefined;
  if (Array.isArray(telemetry?.spans) && Array.isArray(telemetry?.logs))
    return telemetry as CapturedTelemetry;
  throw new TypeError(
    `expect(received).${matcher}(): received must be what captureTelemetry() returned, e.g. expect(telemetry).${matcher}(…)`,
  );
}

/**
 * What is expected of a span or a log: an object, and no misspelt name, which would match anything.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 */
export function requireKnownNames(expected: object, names: readonly string[]): void {
  requireObject('expected', expected);
  for (const [name, value] of Object.entries(expected)) requireKnownName(name, names, value);
}

export function matchesText(actual: string | undefined, expected: string | RegExp): boolean {
  if (actual === undefined) return false;
  if (typeof expected === 'string') return actual === expected;
  return statelessExpression(expected).test(actual);
}

/** Why a log or span is not in a trace. */
export function traceDifferences(
  actual: Pick<CapturedLogRecord | CapturedSpan, 'correlationId' | 'traceId'>,
  { correlationId, traceId }: ExpectedTrace,
): string[] {
  const reasons: string[] = [];
  if (correlationId !== undefined && actual.correlationId !== correlationId)
    reasons.push(`correlation ID is ${actual.correlationId ?? 'missing'}`);
  if (traceId !== undefined && actual.traceId !== traceId.toLowerCase())
    reasons.push(actual.traceId === undefined ? OUTSIDE : 'trace ID differs');
  return reasons;
}

export function parentOf(span: CapturedSpan, spans: readonly CapturedSpan[]): CapturedSpan | undefined {
  return spans.find(({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId);
}

/** What is wrong with each expected key. */
export function differingKeys(
  context: MatcherContext,
  what: string,
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>> | undefined,
): string[] {
  return Object.entries(expected ?? {}).flatMap(([key, value]) => {
    if (Object.hasOwn(actual, key) && context.equals(actual[key], value)) return [];
    const is = Object.hasOwn(actual, key) ? `is ${context.utils.stringify(actual[key])}` : 'is missing';
    return [`${what} ${JSON.stringify(key)} ${is}, expected ${context.utils.stringify(value)}`];
  });
}

/** One candidate and why it does not match; no reasons: it does. */
interface Judged {
  readonly line: string;
  readonly reasons: readonly string[];
}

export function resultOf(
  matcher: string,
  expectation: string,
  kind: string,
  judged: readonly Judged[],
): MatcherResult {
  const matching = judged.filter(({ reasons }) => reasons.length === 0);
  const head = `expect(telemetry).${matcher}()\n\n`;
  if (matching.length > 0) {
    return {
      pass: true,
      message: () => `${head}Expected no ${expectation}, but captured:\n${shown(matching)}`,
    };
  }
  const closest = judged.toSorted((a, b) => a.reasons.length - b.reasons.length);
  const captured =
    judged.length === 0
      ? `No ${kind} was captured at all.`
      : `Captured ${judged.length} ${kind}${judged.length === 1 ? '' : 's'}, the closest first:\n${shown(closest)}`;
  return { pass: false, message: () => `${head}Expected ${expectation}.\n${captured}` };
}

function shown(judged: readonly Judged[]): string {
  const lines = judged
    .slice(0, MAX_SHOWN)
    .map(({ line, reasons }) => [`  ${line}`, ...reasons.map((reason) => `    ✗ ${reason}`)].join('\n'));
  const more = judged.length - lines.length;
  return [...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}
