import type { PlainException } from './plain.js';

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
