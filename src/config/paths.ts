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
  const tests = rules.map((rule): ((path: string) => boolean) => {
    if (typeof rule !== 'string') {
      const pattern = statelessExpression(rule);
      return (path) => pattern.test(path);
    }
    if (!rule.endsWith('*')) return (path) => path === rule;
    const prefix = rule.slice(0, -1);
    return (path) => path.startsWith(prefix);
  });
  return (path) => tests.some((test) => test(path));
}
