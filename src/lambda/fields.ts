/** Of events and contexts, which are JSON of other people's. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A field that is text and not empty. */
export function textAt(source: unknown, name: string): string | undefined {
  if (!isObject(source)) return undefined;
  const value = source[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
