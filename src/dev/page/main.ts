import type { ChangeEvent } from './lib/api-types.js';
import { clearTelemetry, fetchStatus, fetchTraces, findTraces } from './lib/client.js';
import { byId, h } from './lib/dom.js';
import { type Connection, listen } from './lib/live.js';
import { Model } from './lib/model.js';
import { listHash, parseRoute, traceHash, type ViewName } from './lib/route.js';
import { renderConnection, renderFooter, renderTabs } from './views/frame.js';
import { LogView } from './views/log-view.js';
import { LossesView } from './views/losses-view.js';
import { openShortcuts, singleKeysOn } from './views/shortcuts.js';
import { TraceListView } from './views/trace-list.js';
import { TraceView } from './views/trace-view.js';
import type { View } from './views/view.js';
import { WorkersView } from './views/workers-view.js';

const VIEW_KEYS: Readonly<Record<string, ViewName>> = { 1: 'traces', 2: 'logs', 3: 'workers', 4: 'losses' };

const model = new Model();
const views: Record<ViewName, View> = {
  traces: new TraceListView(),
  trace: new TraceView(),
  logs: new LogView(),
  workers: new WorkersView(),
  losses: new LossesView(),
};
const TITLES: Readonly<Record<ViewName, string>> = {
  traces: 'Traces',
  trace: 'Trace',
  logs: 'Logs',
  workers: 'Workers',
  losses: 'Losses',
};

const main = byId('main');
const title = h('h1', { class: 'visually-hidden' });
const query = byId<HTMLInputElement>('query');
const pauseButton = byId<HTMLButtonElement>('pause');
let connection: Connection = 'connecting';
let isPaused = false;

function currentView(): View {
  return views[parseRoute(location.hash).view];
}

function renderFrame(): void {
  const state = isPaused && connection === 'live' ? 'paused' : connection;
  renderTabs(parseRoute(location.hash).view, model);
  renderConnection(state);
  renderFooter(state, model.status);
}

function navigate(): void {
  const route = parseRoute(location.hash);
  const view = views[route.view];
  const isOther = main.lastElementChild !== view.element;
  title.textContent = TITLES[route.view];
  document.title = `${TITLES[route.view]} · tracebridge dev`;
  if (isOther) main.replaceChildren(title, view.element);
  if (route.view === 'traces' && document.activeElement !== query) query.value = route.query;
  view.show(route, model);
  renderFrame();
  if (isOther) view.element.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
}

async function reset(): Promise<void> {
  try {
    const [{ traces }, status] = await Promise.all([fetchTraces(), fetchStatus()]);
    model.reset(traces, status);
  } catch {
    // The event stream notices the same and reconnects, which comes back here.
    return;
  }
  currentView().update(model);
  renderFrame();
}

function change(event: ChangeEvent): void {
  if (isPaused) return;
  if (event.partial) {
    void reset();
    return;
  }
  model.apply(event);
  currentView().update(model, event);
  renderFrame();
}

function togglePause(): void {
  isPaused = !isPaused;
  pauseButton.setAttribute('aria-pressed', String(isPaused));
  pauseButton.textContent = isPaused ? 'Resume' : 'Pause';
  renderFrame();
  if (!isPaused) void reset();
}

/** Enter on an ID that finds one trace opens it. */
async function submitSearch(): Promise<void> {
  const text = query.value.trim();
  // When the receiver is away, which the connection's state tells, the list is searched.
  const { traces } = text === '' ? { traces: [] } : await findTraces(text).catch(() => ({ traces: [] }));
  query.blur();
  location.hash = traces.length === 1 ? traceHash(traces[0]!.traceId) : listHash('traces', text);
  main.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
}

function keydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.target as HTMLElement;
  if (document.querySelector('dialog[open]') !== null) return;
  if (target.matches('input, select, textarea')) {
    if (event.key === 'Escape') target.blur();
    return;
  }
  if (useKey(event.key)) event.preventDefault();
}

function useKey(key: string): boolean {
  if (key.length === 1 && !singleKeysOn()) return false;
  const view = VIEW_KEYS[key];
  if (view !== undefined) location.hash = listHash(view);
  else if (key === '/') query.select();
  else if (key === '?') openShortcuts();
  else if (key === 'p') togglePause();
  else return currentView().key?.(key) ?? false;
  return true;
}

byId('search').addEventListener('submit', (event) => {
  event.preventDefault();
  void submitSearch();
});
query.addEventListener('input', () => {
  history.replaceState(null, '', listHash('traces', query.value.trim()));
  navigate();
});
pauseButton.addEventListener('click', togglePause);
byId('help').addEventListener('click', openShortcuts);
byId('clear').addEventListener('click', () => void clearTelemetry().then(reset, () => {}));
addEventListener('hashchange', navigate);
addEventListener('keydown', keydown);

navigate();
listen({
  connection(state) {
    connection = state;
    renderFrame();
  },
  reset: () => void reset(),
  change,
});
