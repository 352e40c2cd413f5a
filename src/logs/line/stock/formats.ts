import type { Format, Info } from '../../record/info.js';
import { MESSAGE } from '../../record/info.js';

/** winston's own formats whose effect is known: what they make of a plain info can be made without them. */
export type StockKind = 'json' | 'timestamp' | 'errors' | 'splat' | 'label';
type Transform = Format['transform'];
type FormatWrap = (options?: object) => Format;
type Combine = (...formats: Format[]) => Format;

const kinds = new WeakMap<Transform, StockKind>();
/** By the transform that `combine` made: it keeps its formats in a closure. */
const combined = new WeakMap<Transform, readonly Format[]>();

export function kindOf(transform: Transform): StockKind | undefined {
  return kinds.get(transform);
}

export function partsOf(transform: Transform): readonly Format[] | undefined {
  return combined.get(transform);
}

/** The `format.splat` that a format is, or has among its parts. */
export function splatIn(format: Format): Format | undefined {
  if (kindOf(format.transform) === 'splat') return format;
  for (const part of partsOf(format.transform) ?? []) {
    const found = splatIn(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Learns a format of a copy of logform, by the function that all its instances share. Other versions than ours may do
 * something else, so it has to show first that it does what is known of it.
 */
export function learnFormat(kind: StockKind, create: unknown): void {
  try {
    const format = (create as FormatWrap)(kind === 'label' ? { label: 'x' } : {});
    if (PROOFS[kind](format)) kinds.set(format.transform, kind);
  } catch {
    // Whatever it is, it is not the format that is known.
  }
}

/** A `combine` that remembers the parts of what it makes. */
export function rememberParts(combine: unknown): unknown {
  if (typeof combine !== 'function') return combine;
  const remembering: Combine = (...formats) => {
    const instance = (combine as Combine)(...formats);
    combined.set(instance.transform, formats);
    return instance;
  };
  return Object.defineProperties(remembering, Object.getOwnPropertyDescriptors(combine));
}

const PROOFS: Record<StockKind, (format: Format) => boolean> = {
  json: (format) =>
    transformed(format, { b: ['\ud800\u2028"\u007f', { z: 1e21, a: null }], a: undefined, B: Number.NaN })[
      MESSAGE
    ] === '{"B":null,"b":["\\ud800\u2028\\"\u007f",{"a":null,"z":1e+21}]}',
  timestamp: (format) =>
    transformed(format, { timestamp: 'kept' }).timestamp === 'kept' &&
    Object.keys(transformed(format, {})).join() === 'timestamp' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(transformed(format, {}).timestamp)),
  errors: (format) => isUntouched(format, { message: 'text', stack: 'text', cause: 1 }),
  splat: (format) => isUntouched(format, { message: 'text' }),
  label: (format) => Object.entries(transformed(format, {})).join() === 'label,x',
};

function transformed(format: Format, info: Info): Info {
  return format.transform(info, format.options) as Info;
}

function isUntouched(format: Format, info: Info): boolean {
  const before = { ...info };
  const after = transformed(format, info);
  return (
    after === info &&
    Reflect.ownKeys(after).length === Object.keys(before).length &&
    Object.keys(before).every((name) => after[name] === before[name])
  );
}
