import type { LogRow, SpanRow, TraceRow } from '../../api-types.js';
import { formatMillis, levelOf } from '../../text/format.js';
import type { TimeRange } from '../data/time-range.js';
import { h } from '../elements/dom.js';
import { coloured } from '../elements/service-colour.js';

const INDENT_PIXELS = 14;
/** Deeper levels stay at this part of the column, so that names keep room, on a phone too. */
const MAX_INDENT = '55%';

interface RowState {
  /** What the timeline shows. */
  readonly range: TimeRange;
  readonly hasChildren: boolean;
  readonly isCollapsed: boolean;
  readonly isMatch: boolean;
  readonly isCritical: boolean;
  toggle(): void;
}

export function waterfallRow(row: TraceRow, state: RowState): HTMLElement {
  const element = row.type === 'span' ? spanRow(row, state) : logRow(row, state);
  element.setAttribute('aria-level', String(row.depth + 1));
  element.classList.toggle('match', state.isMatch);
  element.classList.toggle('critical', state.isCritical);
  if (state.hasChildren) element.setAttribute('aria-expanded', String(!state.isCollapsed));
  return element;
}

function label(depth: number, ...children: (Node | undefined)[]): HTMLElement {
  const element = h('div', { class: 'cell label', role: 'gridcell' }, ...children);
  element.style.paddingLeft = `min(${depth * INDENT_PIXELS}px, ${MAX_INDENT})`;
  return element;
}

function spanRow(row: SpanRow, state: RowState): HTMLElement {
  const isFailed = row.status === 'error';
  const kind = row.kind === 'internal' || row.kind === 'unspecified' ? '' : ` · ${row.kind}`;
  const orphan = row.orphan ? ' · its parent is not here' : '';
  const sharing = row.sharesId ? ' · has the span ID of another' : '';
  const name = row.name || '(unnamed)';
  const element = h(
    'div',
    { class: 'span' },
    label(
      row.depth,
      toggle(state),
      isFailed
        ? h('span', { class: 'failed', role: 'img', 'aria-label': 'failed' }, '✖')
        : h('span', { class: 'dot' }),
      h('span', { class: 'text', title: name }, name),
      h('span', { class: 'of', title: row.service }, `${row.service}${kind}${orphan}${sharing}`),
    ),
    h('div', { class: 'cell took', role: 'gridcell' }, formatMillis(row.durationMillis)),
    h('div', { class: 'cell timeline', role: 'gridcell' }, bar(row, state.range, isFailed)),
  );
  return coloured(element, row.service);
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

function bar(row: SpanRow, range: TimeRange, isFailed: boolean): HTMLElement | undefined {
  const left = range.percent(row.offsetMillis);
  const right = range.percent(row.offsetMillis + row.durationMillis);
  if (right < 0 || left > 100) return undefined;
  const element = h('div', { class: isFailed ? 'bar error' : 'bar' });
  const from = Math.max(left, 0);
  // Whole at the end of the timeline, however short.
  element.style.left = `min(${from}%, 100% - 2px)`;
  element.style.width = `${Math.min(right, 100) - from}%`;
  return element;
}

function logRow(row: LogRow, { range }: RowState): HTMLElement {
  const level = `level-${levelOf(row.severity)}`;
  const moment = h('div', { class: `moment ${level}` });
  // Whole at both ends of the timeline.
  moment.style.left = `clamp(7px, ${range.percent(row.offsetMillis)}%, calc(100% - 7px))`;
  return h(
    'div',
    { class: 'log' },
    label(
      row.depth,
      h('span', { class: 'toggle' }),
      h('span', { class: `level ${level}` }, row.level || 'LOG'),
      h('span', { class: 'text' }, h('span', { class: 'message' }, row.message), ` ${row.fields}`),
    ),
    h('div', { class: 'cell took', role: 'gridcell' }, `+${formatMillis(row.offsetMillis)}`),
    h(
      'div',
      { class: 'cell timeline', role: 'gridcell' },
      range.contains(row.offsetMillis) ? moment : undefined,
    ),
  );
}
