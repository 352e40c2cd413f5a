import type { LogLine } from '../../api-types.js';
import { fetchLog, fetchLogs } from '../data/client.js';
import { listHash, type Route } from '../data/route.js';
import { announce, h } from '../elements/dom.js';
import { logPanel } from './detail.js';
import { LOG_FILTERS } from './list-bar.js';
import { ListPage } from './list-page.js';
import { logHeader, logRow } from './log-row.js';
import type { PageState, View } from './view.js';

/** All log records that the query finds, in the order of their times; follows the newest while its end is in view. */
export class LogView implements View {
  readonly element = h('section', { class: 'view', 'aria-label': 'Logs' });
  readonly #page = new ListPage<LogLine>({
    noun: 'log',
    label: 'Logs, the newest last',
    className: 'logs',
    header: logHeader(),
    rowHeights: [46, 26],
    filters: LOG_FILTERS,
    nothingYet: ['No logs yet', 'Each line that an app logs appears here, with its trace.'],
    render: logRow,
    open: (line) => void this.#open(line),
    fetch: fetchLogs,
    keyOf: ({ sequence }) => sequence,
    edge: () => 'end',
    hashOf: (query) => listHash('logs', query),
  });
  readonly list = this.#page.list;
  #opened = 0;

  constructor() {
    this.element.append(...this.#page.elements);
  }

  show(route: Route, _model: unknown, { isPaused }: PageState): void {
    this.#page.show(route.query, 'time', isPaused);
  }

  update(_model: unknown, { isPaused }: PageState): void {
    this.#page.update(isPaused);
  }

  key(key: string): boolean {
    if (key !== 'Escape' || this.#page.body.childElementCount < 2) return false;
    this.#close();
    return true;
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
    const { body } = this.#page;
    while (body.childElementCount > 1) body.lastElementChild?.remove();
    body.append(panel);
  }

  #close(): void {
    this.#opened = 0;
    this.#page.body.lastElementChild?.remove();
    this.list.element.focus({ preventScroll: true });
  }
}
