import type { TraceRow } from '../../api-types.js';

/** Rows of a trace that are shown: what is collapsed, and whether logs stand among the spans. */
export class VisibleRows {
  readonly #collapsed = new Set<string>();
  #rows: readonly TraceRow[] = [];
  #parents = new Set<string>();
  showLogs = true;

  /** Takes other rows of the same trace; what is collapsed stays so. */
  setRows(rows: readonly TraceRow[]): void {
    this.#rows = rows;
    this.#parents = new Set();
    for (const [index, row] of rows.entries()) {
      const next = rows[index + 1];
      if (row.type === 'span' && next !== undefined && next.depth > row.depth) this.#parents.add(row.id);
    }
  }

  clear(): void {
    this.#collapsed.clear();
    this.setRows([]);
  }

  isParent(row: TraceRow): boolean {
    return row.type === 'span' && this.#parents.has(row.id);
  }

  isCollapsed(row: TraceRow): boolean {
    return row.type === 'span' && this.#collapsed.has(row.id);
  }

  setCollapsed(row: TraceRow, isCollapsed: boolean): void {
    if (row.type !== 'span') return;
    if (isCollapsed) this.#collapsed.add(row.id);
    else this.#collapsed.delete(row.id);
  }

  /** Collapses every span below the first level, or expands everything when something is collapsed. */
  toggleAll(): void {
    if (this.#collapsed.size > 0) {
      this.#collapsed.clear();
      return;
    }
    for (const row of this.#rows) {
      if (row.type === 'span' && row.depth > 0 && this.#parents.has(row.id)) this.#collapsed.add(row.id);
    }
  }

  get hasCollapsed(): boolean {
    return this.#collapsed.size > 0;
  }

  /** The next row after one that is meant, going round; hidden ones are looked at too. */
  next(from: TraceRow | undefined, step: 1 | -1, isMeant: (row: TraceRow) => boolean): TraceRow | undefined {
    const count = this.#rows.length;
    const start = from === undefined ? (step === 1 ? -1 : 0) : this.#rows.indexOf(from);
    for (let distance = 1; distance <= count; distance += 1) {
      const row = this.#rows[(start + step * distance + count * 2) % count]!;
      if (isMeant(row)) return row;
    }
    return undefined;
  }

  /** Makes a row visible: expands the spans above it, and shows the logs when it is one. */
  reveal(row: TraceRow): void {
    if (row.type === 'log') this.showLogs = true;
    let depth = row.depth;
    for (let index = this.#rows.indexOf(row) - 1; index >= 0 && depth > 0; index -= 1) {
      const above = this.#rows[index]!;
      if (above.type !== 'span' || above.depth >= depth) continue;
      this.#collapsed.delete(above.id);
      depth = above.depth;
    }
  }

  list(): TraceRow[] {
    const visible: TraceRow[] = [];
    let hiddenBelow = Number.POSITIVE_INFINITY;
    for (const row of this.#rows) {
      if (row.depth > hiddenBelow) continue;
      hiddenBelow = Number.POSITIVE_INFINITY;
      if (row.type === 'log' && !this.showLogs) continue;
      visible.push(row);
      if (this.isCollapsed(row)) hiddenBelow = row.depth;
    }
    return visible;
  }

  /** Where the parent of a visible row stands; its own place when it has none. */
  parentIndex(index: number): number {
    const rows = this.list();
    const depth = rows[index]?.depth ?? 0;
    let parent = index;
    while (parent > 0 && rows[parent]!.depth >= depth) parent -= 1;
    return depth === 0 ? index : parent;
  }

  /** Where a span (`span/<id>`) or log (`log/<number>`) stands, or -1. */
  indexOf(item: string): number {
    return this.list().findIndex((row) => itemOf(row) === item);
  }
}

/** Name of a row in the address. */
export function itemOf(row: TraceRow): string {
  return row.type === 'span' ? `span/${row.id}` : `log/${row.sequence}`;
}
