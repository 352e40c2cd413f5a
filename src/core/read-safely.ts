/** A property of any value; undefined where there is none, and where reading it throws, as getters and Proxies may. */
export function readSafely(source: unknown, key: string | symbol): unknown {
  try {
    return (source as Record<string | symbol, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}
