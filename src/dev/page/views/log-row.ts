import type { LogLine } from '../../api-types.js';
import { formatMoment, levelOf } from '../../text/format.js';
import { traceHash } from '../data/route.js';
import { h } from '../elements/dom.js';
import { coloured } from '../elements/service-colour.js';

const COLUMNS = ['Time', 'Level', 'Service', 'Message', 'Trace'];

export function logHeader(): HTMLElement {
  const cells = COLUMNS.map((name) => h('div', { class: 'cell', role: 'columnheader' }, name));
  return h('div', { class: 'columns', role: 'row' }, ...cells);
}

export function logRow(line: LogLine): HTMLElement {
  const cell = (name: string, ...children: (Node | string)[]) =>
    h('div', { class: `cell c-${name}`, role: 'gridcell' }, ...children);
  const href = traceHash(line.traceId, `log/${line.sequence}`);
  const link = h('a', { class: 'mono', href, tabindex: -1 }, line.traceId.slice(0, 8));
  return h(
    'div',
    {},
    cell('time', h('span', { class: 'muted' }, formatMoment(line.timeUnixMillis))),
    cell('level', h('span', { class: `level level-${levelOf(line.severity)}` }, line.level || 'LOG')),
    cell('service', coloured(h('span', { class: 'service' }, line.service), line.service)),
    cell(
      'message',
      h('span', { class: 'message' }, line.message),
      h('span', { class: 'fields' }, line.fields),
    ),
    cell('trace', line.traceId === '' ? '' : link),
  );
}
