import type { Attributes, Exception } from '@opentelemetry/api';
import { readSafely } from '../../core/read-safely.js';

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
  const type = scalarOf(exception, 'code') || scalarOf(exception, 'name');
  const message = scalarOf(exception, 'message');
  const stack = scalarOf(exception, 'stack');
  if (type) attributes['exception.type'] = String(type);
  if (message) attributes['exception.message'] = message;
  if (stack) attributes['exception.stacktrace'] = stack;
  return type || message ? attributes : undefined;
}

function scalarOf(exception: Exception, key: string): unknown {
  const value = readSafely(exception, key);
  return typeof value === 'object' || typeof value === 'function' ? undefined : value;
}
