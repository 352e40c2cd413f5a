import { statelessExpression } from '../core/stateless-expression.js';

/**
 * Paths as an option names them: exact, with `*` at the end for what begins so, or a pattern.
 * @example
 * ```ts
 * import { type PathRule, start } from 'tracebridge';
 *
 * const ignorePaths: PathRule[] = ['/healthz', '/internal/*', /\/ready$/];
 * start({ ignorePaths });
 * ```
 */
export type PathRule = string | RegExp;

/** A test for request paths (without the query). A RegExp is tried on the whole path. */
export function pathMatcher(rules: readonly PathRule[]): (path: string) => boolean {
  if (rules.length === 0) return () => false;
  const exact = new Set<string>();
  const prefixes: string[] = [];
  const patterns: RegExp[] = [];
  for (const rule of rules) {
    if (typeof rule !== 'string') patterns.push(statelessExpression(rule));
    else if (rule.endsWith('*')) prefixes.push(rule.slice(0, -1));
    else exact.add(rule);
  }
  return (path) =>
    exact.has(path) ||
    prefixes.some((prefix) => path.startsWith(prefix)) ||
    patterns.some((pattern) => pattern.test(path));
}
