import { type Context, context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import type { PlainObject } from '../core/plain.js';
import { createSlot } from '../core/slot.js';
import { traceIdToCorrelationId } from '../correlation/correlation-id.js';
import type { LoggingContext } from '../correlation/logging-context.js';
import { type CorrelationScope, getScope } from '../correlation/scope.js';
import { getValues } from './values.js';

/** What a log record takes from the context that is active when it is written. */
export interface ActiveContext {
  /** The same object for all records of a scope, until its user changes. */
  readonly contextFields: PlainObject | undefined;
  readonly spanContext: SpanContext | undefined;
}

interface PreparedFields {
  readonly logging: LoggingContext | undefined;
  readonly userId: string | undefined;
  readonly fields: PlainObject | undefined;
}

const prepared = createSlot<CorrelationScope, PreparedFields>();
const derived = createSlot<SpanContext, PlainObject | undefined>();
let lastValid: SpanContext | undefined;
let last: ActiveContext = { contextFields: undefined, spanContext: undefined };

/** Reads the context once; call it where the record is written, not where it is formatted. */
export function readActiveContext(ctx: Context = context.active()): ActiveContext {
  const spanContext = validSpanContext(trace.getSpanContext(ctx));
  const scope = getScope(ctx);
  const contextFields =
    scope !== undefined
      ? fieldsOfScope(scope)
      : spanContext === undefined
        ? undefined
        : fieldsOfTrace(spanContext);
  // Consecutive records mostly come from one context.
  if (last.contextFields !== contextFields || last.spanContext !== spanContext)
    last = { contextFields, spanContext };
  return last;
}

/** The check reads 48 characters, so it is made once for the records of a span that follow each other. */
function validSpanContext(candidate: SpanContext | undefined): SpanContext | undefined {
  if (candidate === lastValid || candidate === undefined) return candidate;
  if (!isSpanContextValid(candidate)) return undefined;
  lastValid = candidate;
  return candidate;
}

function fieldsOfScope(scope: CorrelationScope): PlainObject | undefined {
  const { logging } = scope;
  const userId = readUserId(logging);
  const known = prepared.get(scope);
  if (known !== undefined && known.logging === logging && known.userId === userId) return known.fields;
  const own = logging === undefined ? { correlation_id: scope.correlationId } : logging.toDict();
  const fields = getValues().normalizer.toFields(own);
  prepared.set(scope, { logging, userId, fields });
  return fields;
}

function fieldsOfTrace(spanContext: SpanContext): PlainObject | undefined {
  let fields = derived.get(spanContext);
  if (fields === undefined) {
    fields = getValues().normalizer.toFields({ correlation_id: traceIdToCorrelationId(spanContext.traceId) });
    derived.set(spanContext, fields);
  }
  return fields;
}

/** The app's own code may answer; what it throws must not reach the app's log call. */
function readUserId(logging: LoggingContext | undefined): string | undefined {
  try {
    return logging?.userId;
  } catch {
    return undefined;
  }
}
