import { statelessExpression } from '../core/stateless-expression.js';

/**
 * Hosts as an option names them: exact, `*.example.com` for subdomains, or a pattern.
 * @example
 * ```ts
 * import { type HostRule, start } from 'tracebridge';
 *
 * const propagateTo: HostRule[] = ['*.shop.example', /^svc-/];
 * start({ propagateTo });
 * ```
 */
export type HostRule = string | RegExp;

/**
 * A test for host names (lower case, without a port). A RegExp is tried on the whole name.
 * @param rules undefined allows every host; an empty list none
 */
export function hostMatcher(rules: readonly HostRule[] | undefined): (host: string) => boolean {
  if (rules === undefined) return () => true;
  const exact = new Set<string>();
  const suffixes: string[] = [];
  const patterns: RegExp[] = [];
  for (const rule of rules) {
    if (typeof rule !== 'string') patterns.push(statelessExpression(rule));
    else if (rule.startsWith('*.')) suffixes.push(rule.slice(1).toLowerCase());
    else exact.add(rule.toLowerCase());
  }
  return (host) => {
    const name = host.toLowerCase();
    return (
      exact.has(name) ||
      suffixes.some((suffix) => name.endsWith(suffix)) ||
      patterns.some((pattern) => pattern.test(name))
    );
  };
}
