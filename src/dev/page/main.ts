import type { ChangeEvent } from '../api-types.js';
import { clearTelemetry, fetchStatus, fetchTraces } from './data/client.js';
import { type Connection, listen } from './data/live.js';
import { Model } from './data/model.js';
import { listHash, NEWEST_FIRST, parseRoute, traceHash, type ViewName } from './data/route.js';
import { byId, h } from './elements/dom.js';
import { singleKeysOn } from './elements/single-keys.js';
import { renderConnection, renderFooter, renderTabs, TABS } from './views/frame.js';
import { takeFiles } from './views/import-files.js';
import { LogView } from './views/log-view.js';
import { LossesView } from './views/losses-view.js';
import { MapView } from './views/map-view.js';
import { MetricsView } from './views/metrics-view.js';
import { SearchBox } from './views/search-box.js';
import { openShortcuts } from './views/shortcuts.js';
import { TraceListView } from './views/trace-list.js';
import { TraceView } from './views/trace-view.js';
import type { View } from './views/view.js';
import { WorkersView } from './views/workers-view.js';

const model = new Model();
const views: Record<ViewName, View> = {
  traces: new TraceListView(),
  trace: new TraceView(),
  logs: new LogView(),
  metrics: new MetricsView(),
  map: new MapView(),
  workers: new WorkersView(),
  losses: new LossesView(),
};

const main = byId('main');
const title = h('h1', { class: 'visually-hidden' });
const pauseButton = byId<HTMLButtonElement>('pause');
const search = new SearchBox({ input: narrow, submit: (text) => void submitSearch(text) });
let connection: Connection = 'connecting';
let isPaused = false;
/** Where Esc leads from a trace. */
let listPlace = listHash('traces');

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
  if (route.view !== 'trace') listPlace = location.hash;
  const isOther = main.lastElementChild !== view.element;
  const name = TABS.find(([tab]) => tab === route.view)?.[1] ?? 'Trace';
  title.textContent = name;
  document.title = `${name} · tracebridge dev`;
  if (isOther) main.replaceChildren(title, view.element);
  search.show(route.query);
  view.show(route, model, { isPaused });
  renderFrame();
  if (isOther) focusList();
}

/** So that arrow keys work at once; but never away from where somebody types. */
function focusList(): void {
  if (!search.hasFocus) currentView().list?.element.focus({ preventScroll: true });
}

function updateView(event?: ChangeEvent): void {
  currentView().update(model, { isPaused }, event);
  renderFrame();
}

/** What follows is not done while the receiver is away: the event stream notices the same, and reconnecting comes back. */
async function reset(then: () => void = updateView): Promise<void> {
  try {
    model.reset(await fetchStatus());
  } catch {
    return;
  }
  then();
}

function clear(): void {
  const file = model.status?.keepFile;
  if (file !== undefined && !confirm(`Forget everything, and empty ${file}?`)) return;
  clearTelemetry().catch(() => {});
}

/** Shown even when paused: nothing is there any more. */
function showCleared(): void {
  if (parseRoute(location.hash).view === 'trace') location.hash = listPlace;
  else navigate();
}

function change(event: ChangeEvent): void {
  if (isPaused) return;
  model.apply(event);
  updateView(event);
}

function togglePause(): void {
  isPaused = !isPaused;
  pauseButton.setAttribute('aria-pressed', String(isPaused));
  pauseButton.textContent = isPaused ? 'Resume' : 'Pause';
  if (isPaused) updateView();
  else void reset();
}

/** Typing narrows the list in view; from elsewhere it leads to the traces, and Back leads back. */
function narrow(text: string): void {
  const { view, sort } = parseRoute(location.hash);
  const isList = view === 'traces' || view === 'logs';
  const hash = listHash(view === 'logs' ? 'logs' : 'traces', text, sort);
  if (isList) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  navigate();
}

/** Enter on an ID that finds one trace opens it. */
async function submitSearch(text: string): Promise<void> {
  const isWord = text !== '' && !/\s/.test(text);
  // When the receiver is away, which the connection's state tells, the list is searched.
  const found = isWord
    ? await fetchTraces({ query: text, sort: NEWEST_FIRST, upTo: undefined }, 0, 2).catch(() => undefined)
    : undefined;
  search.element.blur();
  const only = found?.total === 1 ? found.items[0] : undefined;
  const isId = only !== undefined && [only.traceId, ...only.correlationIds].some((id) => isSameId(id, text));
  if (isId) location.hash = traceHash(only.traceId);
  else if (parseRoute(location.hash).view === 'trace') location.hash = listHash('traces', text);
  focusList();
}

function isSameId(one: string, other: string): boolean {
  const plain = (id: string) => id.replaceAll('-', '').toLowerCase();
  return plain(one) === plain(other);
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
  else if (target === document.body || target === main) {
    focusList();
    currentView().list?.keydown(event);
  }
}

function useKey(key: string): boolean {
  if (key.length === 1 && !singleKeysOn()) return false;
  const tab = /^[1-9]$/.test(key) ? TABS[Number(key) - 1] : undefined;
  if (currentView().key?.(key)) return true;
  if (tab !== undefined) location.hash = listHash(tab[0]);
  else if (key === '/') search.element.select();
  else if (key === '?') openShortcuts();
  else if (key === 'p') togglePause();
  else if (key === 'Escape' && parseRoute(location.hash).view === 'trace') location.hash = listPlace;
  else return false;
  return true;
}

pauseButton.addEventListener('click', togglePause);
byId('help').addEventListener('click', openShortcuts);
byId('clear').addEventListener('click', clear);
takeFiles();
addEventListener('hashchange', navigate);
addEventListener('keydown', keydown);

navigate();
listen({
  connection(state) {
    connection = state;
    renderFrame();
  },
  reset: () => void reset(),
  cleared: () => void reset(showCleared),
  change,
});
