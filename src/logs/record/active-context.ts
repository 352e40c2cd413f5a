import { context, type SpanContext, trace } from '@opentelemetry/api';
import { getValues } from '../../config/values.js';
import { CleanTexts, type Normalizer } from '../../core/normalize/index.js';
import { createPlainObject, type PlainObject } from '../../core/plain.js';
import { createSlot } from '../../core/slot.js';
import { traceIdToCorrelationId } from '../../correlation/correlation-id.js';
import { defaultIdentity, hasBridge } from '../../correlation/identity.js';
import { type CorrelationScope, getScope, type RequestFields } from '../../correlation/scope.js';
import { validContextOf } from '../../correlation/valid-span-context.js';
import { debugRuleOf } from '../../debug/request-debug.js';
import type { KeepUnit } from '../../keep/keep-unit.js';
import { unitOf } from '../../keep/keeper.js';
import { moveReserved } from './reserved.js';

/** What a log record takes from the context that is active when it is written. */
export interface ActiveContext {
  /** The same object for all records of a scope, until its user changes. */
  readonly contextFields: PlainObject | undefined;
  readonly spanContext: SpanContext | undefined;
  /** What its verdict is awaited of; undefined where everything is kept. */
  readonly unit: KeepUnit | undefined;
}

/** The fields that a scope gave, and what they were made of. */
interface RenderedFields {
  readonly request: RequestFields | undefined;
  readonly userId: string | undefined;
  readonly added: PlainObject | undefined;
  readonly fields: PlainObject | undefined;
}

const rendered = createSlot<CorrelationScope, RenderedFields>();
const derived = createSlot<SpanContext, PlainObject | undefined>();
let last: ActiveContext = { contextFields: undefined, spanContext: undefined, unit: undefined };

/** Reads the context once; call it where the record is written, not where it is formatted. */
export function readActiveContext(): ActiveContext {
  const ctx = context.active();
  const span = trace.getSpan(ctx);
  const spanContext = span && validContextOf(span);
  const unit = span && unitOf(span);
  // By now the user may be known.
  if (unit !== undefined) debugRuleOf(ctx);
  const scope = getScope(ctx);
  const contextFields =
    scope !== undefined
      ? fieldsOfScope(scope)
      : spanContext === undefined
        ? fieldsOutside()
        : fieldsOfTrace(spanContext);
  // Consecutive records mostly come from one context.
  if (last.contextFields !== contextFields || last.spanContext !== spanContext || last.unit !== unit)
    last = { contextFields, spanContext, unit };
  return last;
}

function fieldsOfScope(scope: CorrelationScope): PlainObject | undefined {
  const { request } = scope;
  const added = scope.unit?.addedFields;
  const { userId } = scope;
  const known = rendered.get(scope);
  if (known !== undefined && known.request === request && known.userId === userId && known.added === added)
    return known.fields;
  const { normalizer } = getValues();
  const own =
    request !== undefined && keepsNames(normalizer)
      ? fieldsOfRequest(scope.correlationId, request, userId, normalizer)
      : normalizer.toFields(
          scope.logging?.toDict() ?? { correlation_id: scope.correlationId, ...ownerFields() },
        );
  const fields =
    added === undefined ? own : Object.assign(createPlainObject(), own, moveReserved(added, own));
  rendered.set(scope, { request, userId, added, fields });
  return fields;
}

const NAMES = ['correlation_id', 'user_id', 'request_path', 'request_method', 'service_name', 'environment'];
let lastNormalizer: Normalizer | undefined;
let lastKeepsNames = false;

/** Whether a request's fields are written under their names, and none is secret by it. */
function keepsNames(normalizer: Normalizer): boolean {
  if (normalizer !== lastNormalizer) {
    lastKeepsNames = NAMES.every((name) => normalizer.keepsKey(name));
    lastNormalizer = normalizer;
  }
  return lastKeepsNames;
}

const texts = new CleanTexts();

/** What the normaliser makes of `toDict()` of the request's logging context, which then need not be made. */
function fieldsOfRequest(
  correlationId: string,
  { path, method }: RequestFields,
  userId: string | undefined,
  normalizer: Normalizer,
): PlainObject {
  const { serviceName, environment } = defaultIdentity();
  const fields = createPlainObject();
  fields.correlation_id = normalizer.toText(correlationId);
  if (userId !== undefined) fields.user_id = normalizer.toText(userId);
  fields.request_path = texts.text(path, normalizer);
  fields.request_method = texts.text(method, normalizer);
  fields.service_name = texts.text(serviceName, normalizer);
  fields.environment = texts.text(environment, normalizer);
  return fields;
}

function fieldsOfTrace(spanContext: SpanContext): PlainObject | undefined {
  let fields = derived.get(spanContext);
  if (fields === undefined) {
    fields = getValues().normalizer.toFields({
      correlation_id: traceIdToCorrelationId(spanContext.traceId),
      ...ownerFields(),
    });
    derived.set(spanContext, fields);
  }
  return fields;
}

/** Who writes, where a bridge runs: its lines say so in every context, and outside of any. */
function ownerFields(): { service_name?: string } {
  return hasBridge() ? { service_name: defaultIdentity().serviceName } : {};
}

let outside: PlainObject | undefined;
let outsideName: string | undefined;

function fieldsOutside(): PlainObject | undefined {
  const { service_name: name } = ownerFields();
  if (name !== outsideName) {
    outside = name === undefined ? undefined : getValues().normalizer.toFields({ service_name: name });
    outsideName = name;
  }
  return outside;
}
