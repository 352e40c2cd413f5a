import type { ChangeEvent, LogLine } from '../lib/api-types.js';
import { fetchLog, fetchLogs } from '../lib/client.js';
import { announce, h } from '../lib/dom.js';
import type { Model } from '../lib/model.js';
import type { Route } from '../lib/route.js';
import { VirtualList } from '../lib/virtual-list.js';
import { logPanel } from './detail.js';
import { emptyState, message } from './empty.js';
import { logHeader, logRow } from './log-row.js';
import type { View } from './view.js';

/** Lines kept on the page; the receiver has more. */
const MAX_LINES = 5_000;

const TYPING_PAUSE_MILLIS = 200;

const LEVELS: readonly [name: string, severity: number][] = [
  ['All levels', 0],
  ['Info and above', 9],
  ['Warning and above', 13],
  ['Error and above', 17],
];

const isNarrow = matchMedia('(width < 720px)');

/** All log records in order of arrival, by level and text; follows the newest while its end is in view. */
export class LogView implements View {
  readonly element = h('section', { class: 'view', 'aria-label': 'Logs' });
  readonly #list: VirtualList<LogLine>;
  readonly #split = h('div', { class: 'split' });
  readonly #level = h('select', {}, ...LEVELS.map(([name, value]) => h('option', { value }, name)));
  readonly #text = h('input', {
    type: 'search',
    placeholder: 'Filter by message, field or ID',
    'aria-label': 'Filter logs by text',
    spellcheck: 'false',
  });
  #lines: LogLine[] = [];
  #after = 0;
  #typing: number | undefined;
  #isLoading = false;
  #isStale = false;

  constructor() {
    this.#list = new VirtualList({
      role: 'grid',
      label: 'Logs in order of arrival',
      className: 'logs',
      header: logHeader(),
      rowHeight: () => (isNarrow.matches ? 46 : 26),
      render: logRow,
      open: (line) => void this.#open(line),
    });
    this.#level.addEventListener('change', () => void this.#reload());
    this.#text.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = window.setTimeout(() => void this.#reload(), TYPING_PAUSE_MILLIS);
    });
    const filters = h('div', { class: 'filters' }, h('label', {}, 'Level', this.#level), this.#text);
    this.element.append(filters, this.#split);
  }

  show(route: Route): void {
    this.#text.value = route.query;
    void this.#reload();
  }

  update(model: Model, event?: ChangeEvent): void {
    if (event === undefined) void this.#reload();
    else if (model.status !== undefined && model.status.lastSequence > this.#after) void this.#load();
  }

  key(key: string): boolean {
    if (key !== 'Escape' || this.#split.childElementCount < 2) return false;
    this.#close();
    return true;
  }

  async #reload(): Promise<void> {
    this.#after = 0;
    this.#lines = [];
    await this.#load();
  }

  /** One request at a time; what comes up meanwhile is asked for afterwards. */
  async #load(): Promise<void> {
    if (this.#isLoading) {
      this.#isStale = true;
      return;
    }
    this.#isLoading = true;
    const isFirst = this.#after === 0;
    try {
      const { logs, lastSequence } = await fetchLogs(
        Number(this.#level.value),
        this.#text.value.trim(),
        this.#after,
      );
      if (!this.#isStale) this.#add(logs, lastSequence, isFirst);
    } catch {
      // The connection's state tells that the receiver is away; reconnecting reloads.
    }
    this.#isLoading = false;
    if (!this.#isStale) return;
    this.#isStale = false;
    await this.#load();
  }

  #add(logs: LogLine[], lastSequence: number, isFirst: boolean): void {
    const follow = isFirst || this.#list.atEnd;
    this.#after = lastSequence;
    this.#lines = [...this.#lines, ...logs].slice(-MAX_LINES);
    if (this.#lines.length === 0) {
      this.#split.replaceChildren(this.#nothing());
      return;
    }
    if (this.#list.element.parentElement !== this.#split) this.#split.replaceChildren(this.#list.element);
    this.#list.setItems(this.#lines, isFirst ? this.#lines.length - 1 : undefined);
    if (follow) this.#list.scrollToEnd();
  }

  #nothing(): HTMLElement {
    if (this.#after === 0)
      return emptyState('No logs yet', 'Each line that an app logs appears here, with its trace.');
    return message('No log matches', 'Choose a lower level or another text.');
  }

  async #open(line: LogLine): Promise<void> {
    let panel: HTMLElement;
    try {
      panel = logPanel(await fetchLog(line.sequence), () => this.#close(), true);
    } catch {
      announce('This log record is not kept any more');
      return;
    }
    while (this.#split.childElementCount > 1) this.#split.lastElementChild?.remove();
    this.#split.append(panel);
  }

  #close(): void {
    this.#split.lastElementChild?.remove();
    this.#list.element.focus({ preventScroll: true });
  }
}
