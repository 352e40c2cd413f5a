import type { SpanRow, TraceAnswer } from '../../api-types.js';
import { formatMillis, formatMoment } from '../../text/format.js';
import { fetchTrace } from '../data/client.js';
import { traceHash } from '../data/route.js';
import { h, keepingFocus } from '../elements/dom.js';
import { headings, numberCell, table } from '../elements/table.js';
import { message } from './empty.js';

/** The spans of one name under the same parents, in one trace. */
interface Group {
  count: number;
  millis: number;
  errors: number;
}

interface Pair {
  readonly depth: number;
  readonly name: string;
  readonly service: string;
  ours: Group | undefined;
  theirs: Group | undefined;
}

/** Two traces beside each other: spans of the same name under the same parents, with their time in each. */
export class CompareView {
  readonly element = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Comparison' });

  async show(ours: TraceAnswer, otherId: string): Promise<void> {
    const theirs = await fetchTrace(otherId).catch(() => undefined);
    if (theirs === undefined) {
      this.element.replaceChildren(message('The other trace is not here', 'It is not kept here any more.'));
      return;
    }
    const pairs = pair(ours, theirs);
    const longest = Math.max(
      ...pairs.flatMap(({ ours: one, theirs: other }) => [one?.millis ?? 0, other?.millis ?? 0]),
      1e-6,
    );
    const heading = ({ summary }: TraceAnswer) =>
      h('a', { href: traceHash(summary.traceId) }, formatMoment(summary.startTimeUnixMillis));
    const compared = table(
      { label: 'Two traces compared', class: 'table compare' },
      [
        h('th', { scope: 'col' }, 'Span'),
        h('th', { scope: 'col', class: 'number' }, 'This, ', heading(ours)),
        h('th', { scope: 'col', class: 'number' }, 'Other, ', heading(theirs)),
        ...headings(['Difference'], () => true),
      ],
      pairs.map((entry) => compareRow(entry, longest)),
    );
    keepingFocus(this.element, () => this.element.replaceChildren(compared));
  }
}

function compareRow({ depth, name, service, ours, theirs }: Pair, longest: number): HTMLTableRowElement {
  const difference = (ours?.millis ?? 0) - (theirs?.millis ?? 0);
  const isLarge = Math.abs(difference) > longest * 0.05;
  const amount = formatMillis(Math.abs(difference));
  const sign = amount === formatMillis(0) ? '' : difference > 0 ? '+' : '−';
  const label = h('td', {}, name || '(unnamed)', h('span', { class: 'muted' }, ` ${service}`));
  label.style.paddingLeft = `${Math.min(depth, 20) * 14}px`;
  const only = ours === undefined ? 'only in the other' : theirs === undefined ? 'only in this' : undefined;
  return h(
    'tr',
    { class: isLarge || only !== undefined ? (difference > 0 ? 'slower' : 'faster') : undefined },
    label,
    groupCell(ours),
    groupCell(theirs),
    numberCell(only ?? `${sign}${amount}`),
  );
}

function groupCell(group: Group | undefined): HTMLElement {
  if (group === undefined) return numberCell('–', 'muted');
  const count = group.count > 1 ? `${group.count} × ` : '';
  const errors = group.errors > 0 ? h('span', { class: 'errors' }, ' ✖') : undefined;
  return h('td', { class: 'number' }, `${count}${formatMillis(group.millis)}`, errors);
}

/** In the order of the first trace; what only the other has stands after the last that its parent shares. */
function pair(ours: TraceAnswer, theirs: TraceAnswer): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const [side, answer] of [
    ['ours', ours],
    ['theirs', theirs],
  ] as const) {
    for (const { key, span } of spansByPath(answer)) {
      const { depth, name, service } = span;
      const entry = pairs.get(key) ?? { depth, name, service, ours: undefined, theirs: undefined };
      pairs.set(key, entry);
      entry[side] ??= { count: 0, millis: 0, errors: 0 };
      entry[side].count += 1;
      entry[side].millis += span.durationMillis;
      if (span.status === 'error') entry[side].errors += 1;
    }
  }
  return ordered(pairs);
}

/** Children after their parents, each kind of child in the order in which it was first seen. */
function ordered(pairs: ReadonlyMap<string, Pair>): Pair[] {
  const children = new Map<string, string[]>();
  for (const key of pairs.keys()) {
    const parent = key.slice(0, Math.max(key.lastIndexOf('\n'), 0));
    children.set(parent, [...(children.get(parent) ?? []), key]);
  }
  const list: Pair[] = [];
  const stack = [...(children.get('') ?? [])].reverse();
  for (let key = stack.pop(); key !== undefined; key = stack.pop()) {
    list.push(pairs.get(key)!);
    stack.push(...(children.get(key) ?? []).toReversed());
  }
  return list;
}

function* spansByPath({ rows }: TraceAnswer): Generator<{ key: string; span: SpanRow }> {
  const path: string[] = [];
  for (const row of rows) {
    if (row.type !== 'span') continue;
    path.length = row.depth;
    path[row.depth] = `\n${row.service} ${row.name.replaceAll('\n', ' ')}`;
    yield { key: path.join(''), span: row };
  }
}
