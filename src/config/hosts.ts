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
  const tests = rules.map((rule): ((name: string) => boolean) => {
    if (typeof rule !== 'string') {
      const pattern = statelessExpression(rule);
      return (name) => pattern.test(name);
    }
    const named = rule.toLowerCase();
    if (!named.startsWith('*.')) return (name) => name === named;
    const suffix = named.slice(1);
    return (name) => name.endsWith(suffix);
  });
  return (host) => {
    const name = host.toLowerCase();
    return tests.some((test) => test(name));
  };
}
