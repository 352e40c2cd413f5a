import { type CapturedSpan, SPAN_KINDS, SPAN_STATUSES } from '../captured-span.js';
import type { ExpectedSpan } from './expected.js';
import {
  differingKeys,
  type MatcherContext,
  type MatcherResult,
  matchesText,
  parentOf,
  requireKnownNames,
  requireTelemetry,
  resultOf,
  traceDifferences,
} from './matching.js';

const NAME = 'toHaveSpan';

/** See {@link TelemetryMatchers.toHaveSpan}. */
export function toHaveSpan(
  this: MatcherContext,
  received: unknown,
  name: string | RegExp,
  expected: ExpectedSpan = {},
): MatcherResult {
  const { spans } = requireTelemetry(NAME, received);
  requireKnownNames(expected, ['attributes', 'status', 'kind', 'parent', 'correlationId', 'traceId']);
  const judged = spans.map((span) => ({
    line: describe(span, parentOf(span, spans)),
    reasons: differences(this, span, parentOf(span, spans), name, expected),
  }));
  const more = Object.keys(expected).length > 0 ? ` with ${describeExpected(this, expected)}` : '';
  return resultOf(NAME, `a span ${this.utils.stringify(name)}${more}`, 'span', judged);
}

function differences(
  context: MatcherContext,
  span: CapturedSpan,
  parent: CapturedSpan | undefined,
  name: string | RegExp,
  expected: ExpectedSpan,
): string[] {
  const reasons: string[] = [];
  if (!matchesText(span.name, name)) reasons.push('name differs');
  const { kind, status } = expected;
  if (kind !== undefined && span.kind !== (typeof kind === 'number' ? SPAN_KINDS[kind] : kind))
    reasons.push(`kind is ${span.kind}`);
  if (status !== undefined && span.status !== (typeof status === 'number' ? SPAN_STATUSES[status] : status))
    reasons.push(`status is ${span.status}${span.statusMessage ? `: ${span.statusMessage}` : ''}`);
  reasons.push(...traceDifferences(span, expected));
  if (expected.parent !== undefined && !hasParent(span, parent, expected.parent))
    reasons.push(`parent is ${describeParent(span, parent)}`);
  return [...reasons, ...differingKeys(context, 'attribute', span.attributes, expected.attributes)];
}

function hasParent(
  span: CapturedSpan,
  parent: CapturedSpan | undefined,
  expected: NonNullable<ExpectedSpan['parent']> | null,
): boolean {
  if (expected === null) return span.parentSpanId === undefined;
  if (typeof expected === 'string' || expected instanceof RegExp) return matchesText(parent?.name, expected);
  return span.traceId === expected.traceId && span.parentSpanId === expected.spanId;
}

function describeParent(span: CapturedSpan, parent: CapturedSpan | undefined): string {
  if (span.parentSpanId === undefined) return 'none';
  return parent === undefined ? `${span.parentSpanId}, not captured` : JSON.stringify(parent.name);
}

function describe(span: CapturedSpan, parent: CapturedSpan | undefined): string {
  const { correlation_id: _, ...attributes } = span.attributes;
  return [
    JSON.stringify(span.name),
    span.kind,
    `status=${span.status}`,
    `parent=${describeParent(span, parent)}`,
    span.correlationId && `correlation_id=${span.correlationId}`,
    `trace_id=${span.traceId}`,
    Object.keys(attributes).length > 0 && JSON.stringify(attributes),
  ]
    .filter(Boolean)
    .join('  ');
}

function describeExpected(context: MatcherContext, { parent, ...rest }: ExpectedSpan): string {
  const named = typeof parent === 'object' && parent !== null && 'name' in parent ? parent.name : parent;
  const expected = parent === undefined ? rest : { ...rest, parent: named };
  return context.utils.stringify(expected).replace(/\s*\n\s*/g, ' ');
}
