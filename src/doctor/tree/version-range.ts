type Version = readonly [major: number, minor: number, patch: number];

/**
 * Whether a version is in a range of the forms that package.json uses here: `>=1.2.3`, `<2`, `^1.2`, `*`, an exact
 * version, and several of them with spaces between. A pre-release counts as its release.
 */
export function satisfies(version: string, range: string): boolean {
  const actual = parse(version);
  return range
    .trim()
    .split(/\s+/)
    .every((part) => holds(actual, part));
}

function holds(actual: Version, part: string): boolean {
  if (part === '*' || part === '') return true;
  const [, operator, text] = /^(>=|<|\^|)(.*)$/.exec(part) as unknown as [string, string, string];
  const bound = parse(text);
  const order = compare(actual, bound);
  if (operator === '>=') return order >= 0;
  if (operator === '<') return order < 0;
  if (operator === '^') return order >= 0 && compare(actual, nextBreaking(bound)) < 0;
  return order === 0;
}

/** The leftmost number that isn't 0 may not change. */
function nextBreaking([major, minor, patch]: Version): Version {
  if (major > 0) return [major + 1, 0, 0];
  return minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1];
}

function parse(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text
    .replace(/^v/, '')
    .split(/[-+]/, 1)[0]!
    .split('.')
    .map((part) => Number(part) || 0);
  return [major, minor, patch];
}

function compare(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
