import type { SpanRecord } from '../../otlp/model/span.js';
import { type StoredLog, type Trace, timeOf } from '../store/trace.js';

/** A line of a trace, in reading order: a span, or a log record at its moment inside its span. */
export type TraceRow =
  | { readonly type: 'span'; readonly depth: number; readonly span: SpanRecord }
  | { readonly type: 'log'; readonly depth: number; readonly log: StoredLog };

/** `sequence` orders items of one moment: of a log its number, of a span that of the first log within it. */
type Item = { readonly time: bigint; readonly sequence: number } & (
  | { readonly span: SpanRecord; readonly log?: undefined }
  | { readonly log: StoredLog; readonly span?: undefined }
);

/**
 * A trace as lines: children under their parent, logs under their span, both by time. Spans whose parent is elsewhere
 * stand at depth 0; so do those of a parent cycle, entered at its earliest span. Iterative: depth is the sender's.
 */
export function traceRows(trace: Trace): TraceRow[] {
  const { roots, items } = itemsByParent(trace);
  const rows: TraceRow[] = [];
  const visited = new Set<SpanRecord>();
  const walk = (start: Item[]) => {
    const stack = [{ list: start, next: 0 }];
    while (stack.length > 0) {
      const frame = stack[stack.length - 1]!;
      const item = frame.list[frame.next];
      if (item === undefined) {
        stack.pop();
        continue;
      }
      frame.next += 1;
      const depth = stack.length - 1;
      if (item.log !== undefined) rows.push({ type: 'log', depth, log: item.log });
      else if (!visited.has(item.span)) {
        visited.add(item.span);
        rows.push({ type: 'span', depth, span: item.span });
        stack.push({ list: items.get(item.span.spanId) ?? [], next: 0 });
        // Of spans that share an ID, the earliest has what names it as its parent.
        items.delete(item.span.spanId);
      }
    }
  };
  walk(roots);
  if (visited.size < trace.spans.size) {
    const first = firstLogs(trace);
    walk([...trace.spans.values()].map((span) => toItem(span, first)).sort(byTime));
  }
  return rows;
}

function itemsByParent(trace: Trace): { roots: Item[]; items: Map<string, Item[]> } {
  const roots: Item[] = [];
  const items = new Map<string, Item[]>();
  const add = (parentId: string, item: Item) => {
    const list = items.get(parentId);
    if (!trace.spans.has(parentId)) roots.push(item);
    else if (list === undefined) items.set(parentId, [item]);
    else list.push(item);
  };
  const first = firstLogs(trace);
  for (const span of trace.spans.values()) add(span.parentSpanId, toItem(span, first));
  for (const log of trace.logs) {
    add(log.record.spanId, { time: timeOf(log.record), sequence: log.sequence, log });
  }
  roots.sort(byTime);
  for (const list of items.values()) list.sort(byTime);
  return { roots, items };
}

/**
 * Span ID → number of the first log record within the span or below it. Of senders whose clock has milliseconds, a span
 * and its parent's log lines often have the same time; log records come in the order in which they were written.
 */
function firstLogs(trace: Trace): Map<string, number> {
  const first = new Map<string, number>();
  for (const { sequence, record } of trace.logs) {
    let span = trace.spans.get(record.spanId);
    // Where an earlier record has been, it has been at all ancestors too; that ends parent cycles as well.
    while (span !== undefined && !(first.get(span.spanId)! <= sequence)) {
      first.set(span.spanId, sequence);
      span = trace.spans.get(span.parentSpanId);
    }
  }
  return first;
}

function toItem(span: SpanRecord, first: ReadonlyMap<string, number>): Item {
  return { time: span.startTimeUnixNano, sequence: first.get(span.spanId) ?? 0, span };
}

function byTime(one: Item, other: Item): number {
  if (one.time === other.time) return one.sequence - other.sequence;
  return one.time < other.time ? -1 : 1;
}
