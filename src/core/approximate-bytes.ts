/** Heap that an object or array takes besides its values, measured on V8 with a few properties: 40–80 bytes. */
const CONTAINER_BYTES = 64;
const SLOT_BYTES = 16;

/** Rough heap size of plain values, for a bound. `shared` ones (resource, scope) count nothing. */
export function approximateBytes(value: unknown, shared?: ReadonlySet<unknown>): number {
  if (typeof value === 'string') return SLOT_BYTES + value.length * 2;
  if (typeof value !== 'object' || value === null || shared?.has(value)) return SLOT_BYTES;
  if (ArrayBuffer.isView(value)) return CONTAINER_BYTES + value.byteLength;
  let bytes = CONTAINER_BYTES;
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    // Most fields are text and numbers: a call for each would take most of the time.
    bytes += SLOT_BYTES;
    if (typeof field === 'string') bytes += SLOT_BYTES + field.length * 2;
    else if (typeof field === 'object' && field !== null) bytes += approximateBytes(field, shared);
    else bytes += SLOT_BYTES;
  }
  return bytes;
}
