import { createPlainObject, type PlainException, type PlainObject } from './plain.js';

/** Attributes of an exception by semantic conventions, "Exceptions in logs"; its other fields as `exception.fields`. */
export function exceptionFields(exception: PlainException): PlainObject {
  const attributes = createPlainObject();
  attributes['exception.type'] = exception.type;
  attributes['exception.message'] = exception.message;
  attributes['exception.stacktrace'] = stacktraceText(exception);
  if (exception.fields !== undefined) attributes['exception.fields'] = exception.fields;
  return attributes;
}

/** Text of an exception in the form of V8's, with causes and an AggregateError's errors, for `exception.stacktrace`. */
export function stacktraceText(exception: PlainException): string {
  return text(exception, '');
}

function text(exception: PlainException, indent: string): string {
  const { type, message, traceback, cause, errors } = exception;
  let lines = message === '' ? type : `${type}: ${message}`;
  for (const frame of traceback) lines += `\n${indent}    ${frame}`;
  errors?.forEach((error, index) => {
    lines += `\n${indent}  [errors ${index}]: ${text(error, `${indent}  `)}`;
  });
  if (cause !== undefined) lines += `\n${indent}Caused by: ${text(cause, indent)}`;
  return lines;
}
