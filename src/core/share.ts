/**
 * What all copies of this package in the process share under a symbol of `core/globals`: made by the first that asks.
 * Not enumerable: an app that prints, copies or counts its globals sees what it sees without the bridge.
 */
export function share<T>(key: symbol, make: () => T): T {
  const known = Reflect.get(globalThis, key) as T | undefined;
  return known ?? setShared(key, make());
}

/** Shares this from now on. */
export function setShared<T>(key: symbol, value: T): T {
  Object.defineProperty(globalThis, key, { value, writable: true, enumerable: false, configurable: true });
  return value;
}
