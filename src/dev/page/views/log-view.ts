import type { LogLine } from '../../shared/api-types.js';
import { fetchLog, fetchLogs } from '../lib/client.js';
import { announce, h } from '../lib/dom.js';
import { LiveList } from '../lib/live-list.js';
import { listHash, type Route } from '../lib/route.js';
import { VirtualList } from '../lib/virtual-list.js';
import { logPanel } from './detail.js';
import { emptyState, message } from './empty.js';
import { ListBar, LOG_FILTERS } from './list-bar.js';
import { logHeader, logRow } from './log-row.js';
import type { PageState, View } from './view.js';

const isNarrow = matchMedia('(width < 720px)');

/** All log records that the query finds, in the order of their times; follows the newest while its end is in view. */
export class LogView implements View {
  readonly element = h('section', { class: 'view', 'aria-label': 'Logs' });
  readonly list: VirtualList<LogLine>;
  readonly #live: LiveList<LogLine>;
  readonly #bar: ListBar;
  readonly #split = h('div', { class: 'split' });
  #opened = 0;

  constructor() {
    this.list = new VirtualList({
      role: 'grid',
      label: 'Logs, the newest last',
      className: 'logs',
      header: logHeader(),
      rowHeight: () => (isNarrow.matches ? 46 : 26),
      render: logRow,
      open: (line) => void this.#open(line),
      need: (first) => this.#live.need(first),
      scrolled: () => this.#live.scrolled(),
    });
    this.#live = new LiveList({
      list: this.list,
      edge: () => 'end',
      fetch: fetchLogs,
      keyOf: ({ sequence }) => sequence,
      changed: () => this.#changed(),
    });
    this.#bar = new ListBar(
      LOG_FILTERS,
      (query) => {
        location.hash = listHash('logs', query);
      },
      () => this.#live.follow(),
    );
    this.element.append(this.#bar.element, this.#split);
  }

  show(route: Route, _model: unknown, { isPaused }: PageState): void {
    this.#live.setPaused(isPaused);
    this.#bar.showQuery(route.query);
    if (route.query !== this.#live.query || !this.#live.isAnswered) this.#live.ask(route.query, 'time');
    else this.#live.refresh();
  }

  update(_model: unknown, { isPaused }: PageState): void {
    this.#live.setPaused(isPaused);
    if (isPaused) this.#changed();
    else this.#live.refresh();
  }

  key(key: string): boolean {
    if (key !== 'Escape' || this.#split.childElementCount < 2) return false;
    this.#close();
    return true;
  }

  #changed(): void {
    this.#bar.showState(this.#live, 'log');
    if (!this.#live.isAnswered) return;
    if (this.#live.total === 0) this.#split.replaceChildren(this.#nothing());
    else if (this.list.element.parentElement !== this.#split) this.#split.replaceChildren(this.list.element);
  }

  #nothing(): HTMLElement {
    if (this.#live.query === '')
      return emptyState('No logs yet', 'Each line that an app logs appears here, with its trace.');
    return message('Nothing found', `No log record that is kept here matches “${this.#live.query}”`);
  }

  async #open(line: LogLine): Promise<void> {
    this.#opened = line.sequence;
    let panel: HTMLElement;
    try {
      panel = logPanel(await fetchLog(line.sequence), () => this.#close(), true);
    } catch {
      announce('This log record is not kept any more');
      return;
    }
    if (this.#opened !== line.sequence) return;
    while (this.#split.childElementCount > 1) this.#split.lastElementChild?.remove();
    this.#split.append(panel);
  }

  #close(): void {
    this.#opened = 0;
    this.#split.lastElementChild?.remove();
    this.list.element.focus({ preventScroll: true });
  }
}
