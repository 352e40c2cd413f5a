import type { Status } from '../../api-types.js';
import { formatCount, plural } from '../../text/format.js';
import type { Connection } from '../data/live.js';
import type { Model } from '../data/model.js';
import type { ViewName } from '../data/route.js';
import { byId, h, keepingFocus } from '../elements/dom.js';
import { evictedCount, lossCount } from './losses-view.js';

type ConnectionState = Connection | 'paused';

export const TABS: readonly [view: ViewName, title: string][] = [
  ['traces', 'Traces'],
  ['logs', 'Logs'],
  ['metrics', 'Metrics'],
  ['map', 'Map'],
  ['workers', 'Workers'],
  ['losses', 'Losses'],
];

const CONNECTION_TEXTS: Record<ConnectionState, string> = {
  connecting: 'Connecting to the receiver…',
  live: 'Live',
  disconnected: 'The receiver is not reachable. What is shown is from before; trying again…',
  paused: 'Paused: new telemetry is received, and shown when you resume.',
};

const FOOTER_TEXTS: Record<ConnectionState, string> = {
  connecting: 'Connecting',
  live: 'Live',
  disconnected: 'Disconnected',
  paused: 'Paused',
};

export function renderTabs(current: ViewName, { status, workers }: Model): void {
  const losses = status === undefined ? 0 : lossCount(status);
  const badges: Partial<Record<ViewName, HTMLElement>> = {};
  if (workers.length > 0) badges.workers = badge(workers.length, '');
  if (losses > 0) badges.losses = badge(losses, 'alert');
  const shown = current === 'trace' ? 'traces' : current;
  const nav = byId('tabs');
  const tabs = TABS.map(([view, title]) =>
    h('a', { href: `#/${view}`, 'aria-current': view === shown ? 'page' : undefined }, title, badges[view]),
  );
  // Between the press and the release of a button a tab must stay, or nothing is clicked.
  if (tabs.every((tab, index) => nav.children[index]?.isEqualNode(tab))) return;
  keepingFocus(nav, () => nav.replaceChildren(...tabs));
}

function badge(count: number, kind: string): HTMLElement {
  return h('span', { class: `badge ${kind}` }, formatCount(count));
}

export function renderConnection(state: ConnectionState): void {
  const element = byId('connection');
  if (element.dataset.state === state) return;
  element.dataset.state = state;
  element.textContent = CONNECTION_TEXTS[state];
}

export function renderFooter(state: ConnectionState, status: Status | undefined): void {
  const parts = [h('span', { class: 'live-dot', 'data-state': state }, FOOTER_TEXTS[state])];
  if (status !== undefined) {
    const { kept } = status;
    const { spans, logs, points } = status.received;
    const received = `${plural(spans, 'span')}, ${plural(logs, 'log')}, ${plural(points, 'metric point')} received`;
    const size = `${plural(kept.traces, 'trace')} kept, ${(kept.bytes / 1024 / 1024).toFixed(1)} MiB`;
    parts.push(h('span', {}, received), h('span', {}, size));
    const evicted = evictedCount(status);
    if (evicted > 0) parts.push(h('span', { class: 'alert' }, `${plural(evicted, 'record')} evicted`));
  }
  byId('footer').replaceChildren(...parts);
}
