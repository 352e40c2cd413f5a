import { invalidOption } from '../../core/errors.js';
import type { CapturedSpan } from '../captured-span.js';
import type { ExpectedTrace } from './expected.js';
import {
  type MatcherContext,
  type MatcherResult,
  parentOf,
  requireKnownNames,
  requireTelemetry,
  traceDifferences,
} from './matching.js';

const NAME = 'toHaveQueries';

/** Attributes of a query, of the stable semantic conventions and of those before. */
const TEXTS = ['db.query.text', 'db.statement'];
const SYSTEMS = ['db.system.name', 'db.system'];
const OPERATIONS = ['db.operation.name', 'db.operation'];

/** See {@link TelemetryMatchers.toHaveQueries}. */
export function toHaveQueries(
  this: MatcherContext,
  received: unknown,
  atMost: number,
  trace: ExpectedTrace = {},
): MatcherResult {
  const { spans } = requireTelemetry(NAME, received);
  if (!Number.isInteger(atMost) || atMost < 0) throw invalidOption('atMost', 'a whole number from 0', atMost);
  requireKnownNames(trace, ['correlationId', 'traceId']);
  const queries = queriesOf(spans).filter((span) => traceDifferences(span, trace).length === 0);
  const pass = queries.length <= atMost;
  const expected = pass ? `more than ${atMost}` : `at most ${atMost}`;
  const found = queries.length === 0 ? '.' : `:\n${described(queries, spans)}`;
  return {
    pass,
    message: () =>
      `expect(telemetry).${NAME}()\n\nExpected ${expected} queries, but captured ${queries.length}${found}`,
  };
}

function queriesOf(spans: readonly CapturedSpan[]): CapturedSpan[] {
  const queries = spans.filter(isQuery);
  const parents = new Set(queries.map(({ traceId, parentSpanId }) => `${traceId}-${parentSpanId}`));
  return queries.filter(({ traceId, spanId }) => !parents.has(`${traceId}-${spanId}`));
}

function isQuery({ name, attributes }: CapturedSpan): boolean {
  if (TEXTS.some((key) => key in attributes)) return true;
  if (!SYSTEMS.some((key) => key in attributes)) return false;
  return OPERATIONS.some((key) => key in attributes) || !/connect$/i.test(name);
}

/** Queries that differ by their values alone stand together, the most frequent first. */
function described(queries: readonly CapturedSpan[], spans: readonly CapturedSpan[]): string {
  const groups = new Map<string, number>();
  for (const query of queries) {
    const line = `${textOf(query)}${parentName(query, spans)}`;
    groups.set(line, (groups.get(line) ?? 0) + 1);
  }
  return [...groups]
    .sort(([, a], [, b]) => b - a)
    .map(([line, count]) => `  ${count} × ${line}`)
    .join('\n');
}

function textOf({ name, attributes }: CapturedSpan): string {
  const key = TEXTS.find((text) => text in attributes);
  if (key === undefined) return name;
  return String(attributes[key])
    .replace(/'[^']*'|\b\d+(\.\d+)?\b/g, '?')
    .replace(/\s+/g, ' ');
}

function parentName(span: CapturedSpan, spans: readonly CapturedSpan[]): string {
  const parent = parentOf(span, spans);
  return parent === undefined ? '' : `  in ${JSON.stringify(parent.name)}`;
}
