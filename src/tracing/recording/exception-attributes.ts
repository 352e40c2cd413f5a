import type { Attributes, Exception } from '@opentelemetry/api';

/**
 * Attributes of an exception event (semantic conventions, "Exceptions"), as the SDK makes them: the type is the code
 * of an error that has one, else its name.
 * @returns undefined when there is neither type nor message
 */
export function exceptionAttributes(exception: Exception): Attributes | undefined {
  if (typeof exception === 'string') {
    return exception === '' ? undefined : { 'exception.message': exception };
  }
  const attributes: Attributes = {};
  const type = read(exception, 'code') || read(exception, 'name');
  const message = read(exception, 'message');
  const stack = read(exception, 'stack');
  if (type) attributes['exception.type'] = String(type);
  if (message) attributes['exception.message'] = message;
  if (stack) attributes['exception.stacktrace'] = stack;
  return type || message ? attributes : undefined;
}

function read(exception: Exception, key: string): unknown {
  try {
    const value = (exception as unknown as Record<string, unknown> | null | undefined)?.[key];
    return typeof value === 'object' || typeof value === 'function' ? undefined : value;
  } catch {
    return undefined;
  }
}
