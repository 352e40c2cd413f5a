/** A name further away than this, or than a third of its length, is another one, not a misspelt one. */
const MAX_EDITS = 4;

/** The candidate with the fewest edits (insert, delete, replace; not of case) from `name`; undefined when none is near. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; edits: number } | undefined;
  const most = Math.min(MAX_EDITS, name.length / 3);
  for (const candidate of candidates) {
    const edits = distance(name.toUpperCase(), candidate.toUpperCase());
    if (edits <= most && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** Levenshtein's, row by row. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
