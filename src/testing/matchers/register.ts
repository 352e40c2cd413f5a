import { toHaveLoggedInTrace } from './logged-in-trace.js';
import { toHaveQueries } from './queries.js';
import { toHaveSpan } from './span.js';
import { toMatchTrace } from './trace.js';

/**
 * For `expect.extend(matchers)` where there is no global `expect`: vitest without `globals`, jest without `injectGlobals`.
 * @example
 * ```ts
 * import { matchers } from 'tracebridge/testing';
 * import { expect } from 'vitest';
 *
 * expect.extend(matchers);
 * ```
 */
export const matchers = { toHaveLoggedInTrace, toHaveSpan, toHaveQueries, toMatchTrace };

interface GlobalExpect {
  expect?: { extend?: unknown };
}

/** Adds the matchers to the test file's global `expect`, if there is one. Again is harmless. */
export function registerMatchers(): void {
  const { expect } = globalThis as GlobalExpect;
  if (typeof expect?.extend === 'function') expect.extend(matchers);
}
