import type { Status } from '../../api-types.js';
import { formatCount } from '../../text/format.js';
import type { Model } from '../data/model.js';
import type { Route } from '../data/route.js';
import { h } from '../elements/dom.js';
import { headings, numberCell, table } from '../elements/table.js';
import { message } from './empty.js';
import type { View } from './view.js';

/** What was dropped: by the apps, as their meters tell, and here to keep the memory bounded. */
export class LossesView implements View {
  readonly element = h('section', { class: 'scroll', 'aria-label': 'Losses', tabindex: 0 });

  show(_route: Route, model: Model): void {
    this.update(model);
  }

  update({ status }: Model): void {
    if (
      status === undefined ||
      (lossCount(status) + evictedCount(status) === 0 && status.keptByRules.length === 0)
    ) {
      const text =
        'No app told of a dropped record (meters tracebridge.export.* and otel.sdk.*), and all is still kept here.';
      this.element.replaceChildren(message('Nothing was dropped', text));
      return;
    }
    this.element.replaceChildren(
      ...(status.keptByRules.length > 0 ? [keptTable(status)] : []),
      appTable(status),
      evictionTable(status),
    );
  }
}

/** Records that apps lost. */
export function lossCount({ losses }: Status): number {
  return losses.reduce((sum, { count }) => sum + count, 0);
}

export function evictedCount({ evicted }: Status): number {
  return evicted.spans + evicted.logs;
}

function appTable({ losses }: Status): HTMLElement {
  const rows = losses.map(({ service, metric, detail, count }) => [service, detail, metric, count] as const);
  const columns = ['Service', 'Detail', 'Meter', 'Records'];
  return lossTable('Dropped by apps, as their meters tell', columns, rows, 'None.');
}

/** No losses: apps were asked to withhold what no rule keeps. */
function keptTable({ keptByRules }: Status): HTMLElement {
  const rows = keptByRules.map(({ service, kept, judged, reasons, withheldSpans, withheldLogs }) => {
    const share = `kept ${formatCount(kept)} of ${formatCount(judged)}`;
    return [service, share, reasons, withheldSpans, withheldLogs] as const;
  });
  const columns = ['Service', 'Kept', 'Why', 'Spans withheld', 'Log records withheld'];
  return lossTable('Requests, jobs and root spans by the rules of TRACEBRIDGE_KEEP', columns, rows, 'None.');
}

function evictionTable({ evicted, refusedSeries }: Status): HTMLElement {
  const rows = [
    ['Traces', 'evicted whole, the oldest first', evicted.traces],
    ['Spans', 'evicted with their trace, or too many in one trace', evicted.spans],
    ['Log records', 'evicted with their trace, or the oldest without one', evicted.logs],
    ['Metric series', 'not taken: too many different ones', refusedSeries],
  ] as const;
  const some = rows.filter(([, , count]) => count > 0);
  const title = 'Not kept here any more, to keep the memory bounded';
  return lossTable(title, ['What', 'Why', 'Count'], some, 'All is still kept.');
}

function lossTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  none: string,
): HTMLElement {
  if (rows.length === 0)
    return h('div', { class: 'section' }, h('h2', {}, title), h('p', { class: 'muted' }, none));
  const head = headings(columns, (index) => typeof rows[0]?.[index] === 'number');
  const cell = (value: string | number) =>
    typeof value === 'number' ? numberCell(formatCount(value)) : h('td', {}, value);
  const body = rows.map((row) => h('tr', {}, ...row.map(cell)));
  return h('div', { class: 'section' }, h('h2', {}, title), table({ label: title }, head, body));
}
