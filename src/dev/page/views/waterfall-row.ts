import type { LogRow, SpanRow, TraceRow } from '../lib/api-types.js';
import { h } from '../lib/dom.js';
import { formatMillis, levelOf, serviceClass } from '../lib/format.js';

/** Deeper levels stay at this indent, so that names keep room. */
const MAX_INDENT = 24;
const INDENT_PIXELS = 14;

const isNarrow = matchMedia('(width < 720px)');

export interface RowState {
  /** Duration of the whole trace. */
  readonly totalMillis: number;
  readonly hasChildren: boolean;
  readonly isCollapsed: boolean;
  toggle(): void;
}

export function waterfallRow(row: TraceRow, state: RowState): HTMLElement {
  const element = row.type === 'span' ? spanRow(row, state) : logRow(row, state);
  element.setAttribute('aria-level', String(row.depth + 1));
  if (state.hasChildren) element.setAttribute('aria-expanded', String(!state.isCollapsed));
  return element;
}

function label(depth: number, ...children: (Node | undefined)[]): HTMLElement {
  const element = h('div', { class: 'cell label', role: 'gridcell' }, ...children);
  element.style.paddingLeft = `${Math.min(depth, MAX_INDENT) * INDENT_PIXELS}px`;
  return element;
}

function spanRow(row: SpanRow, state: RowState): HTMLElement {
  const isFailed = row.status === 'error';
  const kind = row.kind === 'internal' || row.kind === 'unspecified' ? '' : ` · ${row.kind}`;
  return h(
    'div',
    { class: `span ${serviceClass(row.service)}` },
    label(
      row.depth,
      toggle(state),
      isFailed
        ? h('span', { class: 'failed', role: 'img', 'aria-label': 'failed' }, '✖')
        : h('span', { class: 'dot' }),
      h('span', { class: 'text' }, row.name || '(unnamed)'),
      h('span', { class: 'of' }, `${row.service}${kind}`),
    ),
    h('div', { class: 'cell timeline', role: 'gridcell' }, ...bar(row, state.totalMillis, isFailed)),
  );
}

/** The arrow is for the pointer: keys and the row's aria-expanded say the same. */
function toggle(state: RowState): HTMLElement {
  if (!state.hasChildren) return h('span', { class: 'toggle' });
  const click = (event: Event) => {
    event.stopPropagation();
    state.toggle();
  };
  return h('span', { class: 'toggle', 'aria-hidden': 'true', on: { click } }, state.isCollapsed ? '▶' : '▼');
}

function bar(row: SpanRow, total: number, isFailed: boolean): HTMLElement[] {
  const left = percent(row.offsetMillis, total);
  const width = Math.min(percent(row.durationMillis, total), 100 - left);
  const element = h('div', { class: isFailed ? 'bar error' : 'bar' });
  element.style.left = `${left}%`;
  element.style.width = `${width}%`;
  const text = h('span', { class: 'bar-text' }, formatMillis(row.durationMillis));
  // Beside the bar, on the side that has room; on it when neither has.
  const needed = isNarrow.matches ? 45 : 18;
  if (100 - left - width > needed) text.style.left = `${left + width}%`;
  else if (left > needed) text.style.right = `${100 - left}%`;
  else {
    // Near the bar's start, so that both of its ends stay in sight.
    text.style.left = `calc(${left}% + 8px)`;
    text.classList.add('inside');
  }
  return [element, text];
}

function logRow(row: LogRow, state: RowState): HTMLElement {
  const level = `level-${levelOf(row.severity)}`;
  const moment = h('div', { class: `moment ${level}` });
  // Whole at both ends of the timeline.
  moment.style.left = `clamp(7px, ${percent(row.offsetMillis, state.totalMillis)}%, calc(100% - 7px))`;
  const offset = h('span', { class: 'visually-hidden' }, `at ${formatMillis(row.offsetMillis)}`);
  return h(
    'div',
    { class: 'log' },
    label(
      row.depth,
      h('span', { class: 'toggle' }),
      h('span', { class: `level ${level}` }, row.level || 'LOG'),
      h('span', { class: 'text' }, h('span', { class: 'message' }, row.message), ` ${row.fields}`),
    ),
    h('div', { class: 'cell timeline', role: 'gridcell' }, moment, offset),
  );
}

function percent(part: number, total: number): number {
  return total <= 0 ? 0 : Math.max(0, Math.min(100, (part / total) * 100));
}
