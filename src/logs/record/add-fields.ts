import type { AttributeValue, Span } from '@opentelemetry/api';
import { getValues } from '../../config/values.js';
import { createPlainObject, type PlainObject, type PlainValue } from '../../core/plain.js';
import { quietly } from '../../core/quietly.js';
import { getScope, type Unit } from '../../correlation/scope.js';
import { readActiveContext } from './active-context.js';
import { moveReserved } from './reserved.js';

/** Names that a request or job has after its first `addFields`; further ones are left out. */
const MAX_FIELDS = 64;

/** Attributes that a span gets when its request or job ends. */
const LATER: Readonly<Record<string, true>> = {
  'error.type': true,
  'http.response.status_code': true,
  'http.route': true,
  'user.id': true,
};

/**
 * Adds fields to the request or job that runs: to its log lines from now on, "Request completed" or "Job completed"
 * included, and to its span as attributes. From anywhere inside of it; the last value of a name counts.
 *
 * Values are rendered and masked as those of a log call; an object or a mixed list is JSON text on the span. A name that
 * the line or the span has itself is kept as `field_<name>`. At most 64 names a request or job.
 *
 * Outside of a request and a job, and after its end, it does nothing. It never throws.
 *
 * @param fields of any values
 * @example
 * ```ts
 * import { addFields, getLogger } from 'tracebridge';
 *
 * export function checkOut(cart: { items: readonly string[] }): void {
 *   addFields({ cart_total: cart.items.length });
 *   getLogger('cart').info('Checked out'); // has cart_total, as "Request completed" will
 * }
 * ```
 */
export function addFields(fields: Readonly<Record<string, unknown>>): void {
  quietly('addFields()', () => {
    const unit = getScope()?.unit;
    if (unit === undefined || unit.isEnded || !isRecord(fields)) return;
    const plain = getValues().normalizer.toFields(fields);
    if (plain !== undefined) add(unit, plain);
  });
}

function add(unit: Unit, plain: PlainObject): void {
  const { addedFields: before, span } = unit;
  const after = Object.assign(createPlainObject(), before);
  let count = Object.keys(after).length;
  const moved = moveReserved(plain, namesTaken(span, before));
  for (const name of Object.keys(moved)) {
    if (!Object.hasOwn(after, name) && ++count > MAX_FIELDS) break;
    const value = moved[name] as PlainValue;
    after[name] = value;
    const attribute = attributeOf(value);
    if (attribute !== undefined) span?.setAttribute(name, attribute);
  }
  unit.addedFields = after;
}

/** Names of the line's context and of the span, less those that were added. */
function namesTaken(span: Span | undefined, added: PlainObject | undefined): PlainObject {
  const { attributes } = (span ?? {}) as { attributes?: object };
  const taken = Object.assign(createPlainObject(), LATER, attributes, readActiveContext().contextFields);
  for (const name in added) delete taken[name];
  return taken;
}

function attributeOf(value: PlainValue): AttributeValue | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  return isList(value) ? value : JSON.stringify(value);
}

/** Attributes are lists of one type. */
function isList(value: object): value is string[] {
  return (
    Array.isArray(value) &&
    typeof value[0] !== 'object' &&
    value.every((each) => typeof each === typeof value[0])
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
