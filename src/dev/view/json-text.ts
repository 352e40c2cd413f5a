/** JSON of decoded telemetry: bigint as its digits in a string, bytes in base64, NaN and infinities by name. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value, (_key, nested) => {
    if (typeof nested === 'bigint') return nested.toString();
    if (isBufferJson(nested)) return Buffer.from(nested.data).toString('base64');
    return typeof nested === 'number' && !Number.isFinite(nested) ? String(nested) : nested;
  });
}

/** A Buffer's toJSON has run before the replacer sees it. */
function isBufferJson(value: unknown): value is { data: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { type?: unknown }).type === 'Buffer' &&
    Array.isArray((value as { data?: unknown }).data)
  );
}
