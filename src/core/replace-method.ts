/** The function, with another one's name and length. */
export function withShape<F>(replacement: F, original: unknown): F {
  for (const key of ['name', 'length']) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor !== undefined) Object.defineProperty(replacement, key, descriptor);
  }
  return replacement;
}

/**
 * Puts a function in the place of a method, with its name and length, not enumerable where none of its own was.
 * @returns a function that puts back what was there, unless somebody else has replaced it since
 */
export function replaceMethod<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  make: (original: Owner[Name]) => Owner[Name],
): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const original = owner[name];
  const replacement = withShape(make(original), original);
  Object.defineProperty(owner, name, {
    value: replacement,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? false,
  });
  return () => {
    if (owner[name] !== replacement) return;
    if (before === undefined) delete owner[name];
    else Object.defineProperty(owner, name, before);
  };
}

const observed = new WeakMap<object, Set<PropertyKey>>();

/** As {@link replaceMethod}, once for an owner and for good: a framework's class may be met again. */
export function replaceMethodOnce<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  make: (original: Owner[Name]) => Owner[Name],
): void {
  const names = observed.get(owner) ?? new Set();
  if (names.has(name)) return;
  observed.set(owner, names.add(name));
  replaceMethod(owner, name, make);
}
