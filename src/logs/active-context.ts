import { type Context, context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import type { PlainObject } from '../core/plain.js';
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

const prepared = new WeakMap<CorrelationScope, PreparedFields>();
const derived = new WeakMap<SpanContext, PlainObject | undefined>();

/** Reads the context once; call it where the record is written, not where it is formatted. */
export function readActiveContext(ctx: Context = context.active()): ActiveContext {
  const scope = getScope(ctx);
  const candidate = trace.getSpanContext(ctx);
  const spanContext = candidate !== undefined && isSpanContextValid(candidate) ? candidate : undefined;
  if (scope !== undefined) return { contextFields: fieldsOfScope(scope), spanContext };
  return { contextFields: spanContext === undefined ? undefined : fieldsOfTrace(spanContext), spanContext };
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
