import type { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { CapturedSpan, SpanKindName, SpanStatusName } from '../captured-span.js';

/**
 * What a log must have; what is left out may be anything. Values may be asymmetric matchers (`expect.any(Number)`).
 * @example
 * ```ts
 * import { captureTelemetry, type ExpectedLog } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * const placed: ExpectedLog = { message: /^Order/, level: 'INFO', fields: { order_id: 42 } };
 * expect(telemetry).toHaveLoggedInTrace(placed);
 * ```
 */
export interface ExpectedLog {
  /** A string: the whole message. */
  message?: string | RegExp;
  /** Name of the level in any letter case; "warn" is "warning". */
  level?: string;
  logger?: string | RegExp;
  /** Some of the fields of the JSON line, those of the logging context included. */
  fields?: Readonly<Record<string, unknown>>;
}

/**
 * Which trace. Left out: any.
 * @example
 * ```ts
 * import { captureTelemetry, type ExpectedTrace } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * const trace: ExpectedTrace = { correlationId: 'order-42' };
 * expect(telemetry).toHaveLoggedInTrace('Order placed', trace);
 * ```
 */
export interface ExpectedTrace {
  correlationId?: string;
  traceId?: string;
}

/**
 * What a span must have; what is left out may be anything.
 * @example
 * ```ts
 * import { captureTelemetry, type ExpectedSpan } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * const failed: ExpectedSpan = { status: 'error', kind: 'server', parent: null };
 * expect(telemetry).toHaveSpan(/^GET /, failed);
 * ```
 */
export interface ExpectedSpan extends ExpectedTrace {
  /** Some of its attributes; values may be asymmetric matchers. */
  attributes?: Readonly<Record<string, unknown>>;
  status?: SpanStatusName | SpanStatusCode;
  kind?: SpanKindName | SpanKind;
  /** The captured parent: its name, or itself. null: the span is a root span. */
  parent?: string | RegExp | CapturedSpan | null;
}

/**
 * Matchers for what `captureTelemetry()` returns.
 * @example
 * ```ts
 * import { captureTelemetry } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * expect(telemetry).toHaveSpan('db_query');
 * expect(telemetry).not.toHaveLoggedInTrace(/failed/);
 * ```
 */
export interface TelemetryMatchers<R = unknown> {
  /**
   * A log was written in a trace, or under a correlation ID.
   * @param log its message (a string: the whole of it), or more of it
   * @param trace which trace; default: any, but one
   */
  toHaveLoggedInTrace(log: string | RegExp | ExpectedLog, trace?: ExpectedTrace): R;
  /**
   * A span has ended.
   * @param name a string: the whole name
   */
  toHaveSpan(name: string | RegExp, span?: ExpectedSpan): R;
  /**
   * At most so many database queries were made: finds the N+1 of a list that asks for each of its items. A query is a
   * span with `db.query.text`, `db.system.name` or their older names; one that opens a connection is none, and of one
   * query's spans under each other (of an ORM and its driver) the innermost counts.
   * @param trace in which trace; default: in all together
   */
  toHaveQueries(atMost: number, trace?: ExpectedTrace): R;
  /**
   * The names of the spans are those of the snapshot, as a tree, in the order in which they started. The first run
   * writes the snapshot, as `toMatchSnapshot()` does.
   * @param hint tells several snapshots of one test apart
   */
  toMatchTrace(hint?: string): R;
}
