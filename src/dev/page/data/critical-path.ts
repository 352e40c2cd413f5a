import type { SpanRow, TraceRow } from '../../api-types.js';

export interface SpanTimes {
  /** Time of the span in which none of its children ran, in milliseconds. */
  readonly self: number;
  readonly isCritical: boolean;
}

/**
 * Self time of each span, and the critical path: from the end of the root backwards, the child that ended last before
 * the moment in view holds its parent up, and so on. In self time, children that outlive
 * their parent count to the parent's end.
 */
export function spanTimes(rows: readonly TraceRow[]): Map<string, SpanTimes> {
  const { roots, children } = treeOf(rows);
  const critical = new Set<string>();
  const longest = roots.reduce<SpanRow | undefined>(
    (one, other) => (one !== undefined && one.durationMillis >= other.durationMillis ? one : other),
    undefined,
  );
  if (longest !== undefined) markCritical(longest, children, critical);
  const times = new Map<string, SpanTimes>();
  for (const row of rows) {
    if (row.type !== 'span') continue;
    const self = row.durationMillis - covered(row, children.get(row.id) ?? []);
    times.set(row.id, { self: Math.max(0, self), isCritical: critical.has(row.id) });
  }
  return times;
}

function treeOf(rows: readonly TraceRow[]): { roots: SpanRow[]; children: Map<string, SpanRow[]> } {
  const roots: SpanRow[] = [];
  const children = new Map<string, SpanRow[]>();
  const path: SpanRow[] = [];
  for (const row of rows) {
    if (row.type !== 'span') continue;
    path.length = row.depth;
    const parent = path[row.depth - 1];
    path[row.depth] = row;
    if (parent === undefined) roots.push(row);
    else if (children.has(parent.id)) children.get(parent.id)!.push(row);
    else children.set(parent.id, [row]);
  }
  return { roots, children };
}

const endOf = (span: SpanRow) => span.offsetMillis + span.durationMillis;

/** Milliseconds of a span in which at least one child ran. */
function covered(span: SpanRow, children: readonly SpanRow[]): number {
  let sum = 0;
  let from = span.offsetMillis;
  const sorted = children.toSorted((one, other) => one.offsetMillis - other.offsetMillis);
  for (const child of sorted) {
    const end = Math.min(endOf(child), endOf(span));
    const start = Math.max(child.offsetMillis, from);
    if (end <= start) continue;
    sum += end - start;
    from = end;
  }
  return sum;
}

function markCritical(
  root: SpanRow,
  children: ReadonlyMap<string, readonly SpanRow[]>,
  critical: Set<string>,
): void {
  // A stack of our own: depth is the sender's choice.
  const stack = [{ span: root, until: endOf(root) }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    critical.add(next.span.id);
    let until = Math.min(next.until, endOf(next.span));
    const lastFirst = (children.get(next.span.id) ?? []).toSorted((one, other) => endOf(other) - endOf(one));
    for (const child of lastFirst) {
      // Ended after the moment in view: it ran beside what held its parent up. Work that outlives its parent holds up
      // nothing.
      if (endOf(child) > until) continue;
      stack.push({ span: child, until });
      until = child.offsetMillis;
    }
  }
}
