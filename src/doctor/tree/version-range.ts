/**
 * Whether a version is in a range of the forms that this package's peers have: `>=1.10.0 <1.11.0`, `^3.2.0`. A
 * pre-release counts as its release.
 */
export function satisfies(version: string, range: string): boolean {
  return range.split(' ').every((part) => {
    const [, operator, bound = ''] = /^(>=|<|\^)(.*)$/.exec(part) ?? [];
    const order = version.localeCompare(bound, 'en', { numeric: true });
    if (operator === '<') return order < 0;
    return order >= 0 && (operator !== '^' || majorOf(version) === majorOf(bound));
  });
}

function majorOf(version: string): string {
  return version.split('.', 1)[0]!;
}
