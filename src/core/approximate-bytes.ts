/** Heap that an object or array takes besides its values, measured on V8 with a few properties: 40–80 bytes. */
const CONTAINER_BYTES = 64;
const SLOT_BYTES = 16;

const NOTHING: ReadonlySet<unknown> = new Set();

/** Rough heap size of plain values, for a bound. `shared` ones (resource, scope) count nothing. */
export function approximateBytes(value: unknown, shared = NOTHING): number {
  if (typeof value === 'string') return SLOT_BYTES + value.length * 2;
  if (typeof value !== 'object' || value === null) return SLOT_BYTES;
  if (shared.has(value)) return SLOT_BYTES;
  if (value instanceof Uint8Array) return CONTAINER_BYTES + value.byteLength;
  let bytes = CONTAINER_BYTES;
  for (const key in value)
    bytes += SLOT_BYTES + approximateBytes((value as Record<string, unknown>)[key], shared);
  return bytes;
}
