import { warnOnce } from './warn.js';

/**
 * Runs a piece of telemetry whose failure must not reach the app: a transport, span processor or sampler of the app's
 * that throws. The failure is told once on stderr.
 * @returns what `fn` returns, undefined when it threw
 */
export function quietly<T>(what: string, fn: () => T): T | undefined {
  try {
    return fn();
  } catch (error) {
    tellFailure(what, error);
    return undefined;
  }
}

/** For where a function more would cost too much: what failed is told as {@link quietly} tells it. */
export function tellFailure(what: string, error: unknown): void {
  warnOnce(`${what} failed: ${textOf(error)}`);
}

function textOf(error: unknown): string {
  try {
    return String(error).slice(0, 200);
  } catch {
    return 'a value that has no text';
  }
}
