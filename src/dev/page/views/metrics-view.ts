import type { MetricDetail, MetricSummary } from '../../api-types.js';
import { formatCount, formatUnit } from '../../text/format.js';
import { fetchMetric, fetchMetrics, NotKeptError } from '../data/client.js';
import { perSecond } from '../data/rate.js';
import { metricHash, type Route, traceHash } from '../data/route.js';
import { SlowRefresh } from '../data/slow-refresh.js';
import { h, keepingFocus } from '../elements/dom.js';
import { longText } from '../elements/long-text.js';
import { headings, numberCell, table } from '../elements/table.js';
import { emptyState, message } from './empty.js';
import { exemplarText, isDistribution, metricChart } from './metric-chart.js';
import type { PageState, View } from './view.js';

/** First shown: what most look for. */
const FIRST = ['http.server.request.duration', 'tracebridge.operation.duration'];

/** Every metric that came: a list, and of the chosen one a chart over time with exemplars, and its series. */
export class MetricsView implements View {
  readonly element = h('section', { class: 'split metrics', 'aria-label': 'Metrics' });
  readonly #names = h('nav', { class: 'metric-names', 'aria-label': 'Metrics that came' });
  readonly #detail = h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Chart' });
  #name = '';
  #shown = '';
  readonly #refresh = new SlowRefresh(() => void this.#load());

  show(route: Route): void {
    this.#name = route.item;
    void this.#load();
  }

  update(_model: unknown, { isPaused }: PageState): void {
    this.#refresh.ask(isPaused);
  }

  async #load(): Promise<void> {
    const wanted = this.#name;
    const metrics = await fetchMetrics().catch(() => undefined);
    if (metrics === undefined || wanted !== this.#name) return;
    if (metrics.length === 0) {
      this.#shown = '';
      const text =
        'Requests, timed functions and jobs are counted; the first figures come within an interval.';
      this.element.replaceChildren(emptyState('No metrics yet', text));
      return;
    }
    const first = FIRST.find((name) => metrics.some((metric) => metric.name === name)) ?? metrics[0]!.name;
    const name = wanted || first;
    let detail: MetricDetail | undefined;
    try {
      detail = await fetchMetric(name);
    } catch (error) {
      // The connection's state tells that the receiver is away.
      if (!(error instanceof NotKeptError)) return;
    }
    if (wanted !== this.#name) return;
    const text = JSON.stringify([name, metrics, detail]);
    // What is read stays still while nothing came.
    if (text === this.#shown) return;
    this.#shown = text;
    if (this.#names.parentElement !== this.element) this.element.replaceChildren(this.#names, this.#detail);
    // The chart is drawn when its width is known; until then it is as high as the one before, so that nothing is scrolled.
    const height = this.#detail.querySelector('.chart')?.clientHeight ?? 0;
    keepingFocus(this.element, () => {
      this.#names.replaceChildren(...metrics.map((metric) => nameLink(metric, metric.name === name)));
      this.#detail.replaceChildren(
        ...(detail === undefined ? [message('This metric is not here', name)] : metricDetail(detail)),
      );
    });
    this.#detail.querySelector<HTMLElement>('.chart')?.style.setProperty('min-height', `${height}px`);
  }
}

function nameLink({ name, series }: MetricSummary, isCurrent: boolean): HTMLElement {
  const properties = { href: metricHash(name), 'aria-current': isCurrent && 'page', title: name };
  return h('a', properties, name, h('span', { class: 'muted' }, formatCount(series)));
}

function metricDetail(metric: MetricDetail): HTMLElement[] {
  const exemplars = metric.details
    .flatMap((series) => series.exemplars)
    .toSorted((one, other) => other.timeUnixMillis - one.timeUnixMillis)
    .slice(0, 12);
  const links = exemplars.map((exemplar) => {
    const href = traceHash(exemplar.traceId, `span/${exemplar.spanId}`);
    return h('li', {}, h('a', { href }, exemplarText(exemplar, metric.unit)));
  });
  const about = [metric.description, metric.services.join(', ')].filter((text) => text !== '').join(' · ');
  const elements = [
    h('h2', { class: 'metric-title' }, metric.name),
    h('p', { class: 'muted' }, about),
    metricChart(metric),
    seriesTable(metric),
  ];
  if (links.length === 0) return elements;
  const title = h('h3', {}, 'Exemplars: single values and their traces');
  return [...elements, title, h('ul', { class: 'exemplars' }, ...links)];
}

function seriesTable(metric: MetricDetail): HTMLElement {
  const names = [...new Set(metric.details.flatMap(({ percentiles }) => Object.keys(percentiles)))];
  const columns = isDistribution(metric) ? ['Count', 'Per s', 'Mean', ...names, 'Max'] : ['Value'];
  const figure = (value: number | undefined) =>
    numberCell(value === undefined ? '–' : formatUnit(value, metric.unit));
  const rows = metric.details.map((series) => {
    const name = Object.entries(series.attributes)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(' ');
    const { count, value, percentiles, max, samples } = series;
    const [before, last] = samples.slice(-2);
    const rate = before && last && perSecond(before, last, last.count - before.count);
    const mean = count === 0 ? undefined : value / count;
    const figures = isDistribution(metric)
      ? [
          numberCell(formatCount(count)),
          numberCell(rate === undefined ? '–' : formatUnit(rate, '')),
          ...[mean, ...names.map((name) => percentiles[name]), max].map(figure),
        ]
      : [figure(value)];
    const label = h(
      'td',
      {},
      longText(name || '(all)', (text) => h('span', {}, text)),
      h('span', { class: 'muted' }, ` ${series.service} ${series.instance ?? ''}`),
    );
    return h('tr', {}, label, ...figures);
  });
  const head = headings(['Series', ...columns], (index) => index > 0);
  return table({ label: `Series of ${metric.name}` }, head, rows);
}
