import uPlot from 'uplot';
import type { MetricDetail, MetricExemplar, MetricSample, MetricSummary } from '../../api-types.js';
import { formatTime, formatUnit } from '../../text/format.js';
import { perSecond } from '../data/rate.js';
import { goTo, traceHash } from '../data/route.js';
import { h } from '../elements/dom.js';

const HEIGHT = 260;
/** Lines that can still be told apart. */
const MAX_LINES = 6;

interface Line {
  readonly label: string;
  readonly values: Map<number, number>;
}

/** A single value that leads to its trace, as a dot on the chart. */
interface Dot {
  readonly exemplar: MetricExemplar;
  readonly element: HTMLElement;
}

/** The chosen metric over time: percentiles of a distribution, or its mean where they are not known, the rate of a counter, the value of a gauge. */
export function metricChart(metric: MetricDetail): HTMLElement {
  const lines = linesOf(metric);
  const element = h('div', { class: 'chart' });
  const times = [...new Set(lines.flatMap(({ values }) => [...values.keys()]))].sort(
    (one, other) => one - other,
  );
  if (times.length < 2) {
    element.append(
      h('p', { class: 'muted' }, 'Too few figures for a line yet: the next interval brings more.'),
    );
    return element;
  }
  const last = lines.map(
    ({ label, values }) => `${label} ${formatUnit([...values.values()].at(-1) ?? 0, metric.unit)}`,
  );
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', `${metric.name} over time; at last ${last.join(', ')}`);
  let chart: uPlot | undefined;
  const observer = new ResizeObserver(() => {
    const width = element.clientWidth;
    if (width === 0) return;
    if (chart === undefined) chart = draw(element, metric, lines, times);
    else if (chart.width !== width) chart.setSize({ width, height: HEIGHT });
  });
  observer.observe(element);
  return element;
}

function draw(element: HTMLElement, metric: MetricDetail, lines: readonly Line[], times: number[]): uPlot {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name);
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--border'), width: 1 },
    ticks: { show: false },
  };
  const exemplars = metric.details.flatMap((series) => series.exemplars);
  const dots = exemplars.map((exemplar) => dotOf(exemplar, metric.unit));
  const seconds = exemplars.map(({ timeUnixMillis }) => timeUnixMillis / 1_000);
  const values = exemplars.map(({ value }) => value);
  const chart = new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      scales: {
        x: { time: true, range: (_chart, from, to) => around(from, to, seconds) },
        y: { range: (_chart, from, to) => uPlot.rangeNum(...around(from, to, values), 0.1, true) },
      },
      axes: [
        {
          ...axis,
          space: 80,
          values: (_chart, times, _axis, _space, step) => times.map((time) => clock(time, step)),
        },
        {
          ...axis,
          size: 78,
          values: (_chart, values) => values.map((value) => formatUnit(value, metric.unit)),
        },
      ],
      series: [
        { label: 'Time', value: (_chart, time: number | null) => (time === null ? '–' : clock(time, 1)) },
        ...lines.map(({ label }, index) => ({
          label,
          stroke: colour(`--s${index}`),
          width: 2,
          spanGaps: true,
          value: (_chart: uPlot, value: number | null) =>
            value === null ? '–' : formatUnit(value, metric.unit),
        })),
      ],
      hooks: { draw: [(chart) => placeDots(chart, dots)], setCursor: [showLast] },
    },
    [
      times.map((time) => time / 1_000),
      ...lines.map(({ values }) => times.map((time) => values.get(time) ?? null)),
    ],
    element,
  );
  showLast(chart);
  chart.over.append(...dots.map(({ element }) => element));
  return chart;
}

/** The legend tells what is pointed at, else the newest. */
function showLast(chart: uPlot): void {
  if (typeof chart.cursor.idx !== 'number') chart.setLegend({ idx: chart.data[0].length - 1 });
}

/** Local time of day of a moment in seconds, of a scale with so many between its lines. */
function clock(time: number, step: number): string {
  return formatTime(time * 1_000).slice(0, step < 60 ? 8 : 5);
}

/** What is measured from the plot's corner. Placed anew whenever the chart is drawn. */
function placeDots(chart: uPlot, dots: readonly Dot[]): void {
  for (const { exemplar, element } of dots) {
    element.style.left = `${chart.valToPos(exemplar.timeUnixMillis / 1_000, 'x')}px`;
    element.style.top = `${chart.valToPos(exemplar.value, 'y')}px`;
  }
}

/** For the pointer alone, and so no link: the chart is one picture, and the list below it has the links. */
function dotOf(exemplar: MetricExemplar, unit: string): Dot {
  const hash = traceHash(exemplar.traceId, `span/${exemplar.spanId}`);
  const properties = { class: 'exemplar-dot', title: exemplarText(exemplar, unit) };
  return { exemplar, element: h('span', { ...properties, on: { click: () => goTo(hash) } }) };
}

/** The range of the lines, with the exemplars in it. */
function around(from: number | null, to: number | null, figures: readonly number[]): [number, number] {
  return [
    Math.min(from ?? Number.POSITIVE_INFINITY, ...figures),
    Math.max(to ?? Number.NEGATIVE_INFINITY, ...figures),
  ];
}

/** A histogram of either kind, or a summary. */
export function isDistribution({ type }: MetricSummary): boolean {
  return type !== 'gauge' && type !== 'sum';
}

function linesOf(metric: MetricDetail): Line[] {
  return metric.details.slice(0, MAX_LINES).flatMap(({ attributes, service, instance = '', samples }) => {
    const label = `${Object.values(attributes).map(String).join(' ') || service} ${instance}`.trimEnd();
    const names = percentilesOf(samples).slice(0, Math.max(1, MAX_LINES / metric.details.length));
    if (names.length > 0)
      return names.map((name) => ({
        label: `${name} ${label}`,
        values: valuesOf(samples, ({ percentiles }) => percentiles[name]),
      }));
    if (isDistribution(metric)) return [{ label: `mean ${label}`, values: valuesOf(samples, meanOf) }];
    if (!metric.monotonic) return [{ label, values: valuesOf(samples, ({ value }) => value) }];
    return [{ label: `${label} per s`, values: valuesOf(samples, rateOf) }];
  });
}

/** The median, then the highest first: not all may be shown. */
function percentilesOf(samples: readonly MetricSample[]): string[] {
  const names = [...new Set(samples.flatMap(({ percentiles }) => Object.keys(percentiles)))].reverse();
  return names.toSorted((one, other) => Number(other === 'p50') - Number(one === 'p50'));
}

function valuesOf(
  samples: readonly MetricSample[],
  value: (sample: MetricSample, before: MetricSample | undefined) => number | undefined,
): Map<number, number> {
  return new Map(
    samples.flatMap((sample, index) => {
      const figure = value(sample, samples[index - 1]);
      return figure === undefined ? [] : [[sample.timeUnixMillis, figure] as const];
    }),
  );
}

function rateOf(sample: MetricSample, before: MetricSample | undefined): number | undefined {
  return before && perSecond(before, sample, sample.value - before.value);
}

/** Of what came since; a series that began anew counts less than before. */
function meanOf(sample: MetricSample, before: MetricSample | undefined): number | undefined {
  const start = before !== undefined && before.count <= sample.count ? before : { value: 0, count: 0 };
  const count = sample.count - start.count;
  return count === 0 ? undefined : (sample.value - start.value) / count;
}

/** A single value and where its trace is. */
export function exemplarText({ value, traceId }: MetricExemplar, unit: string): string {
  return `${formatUnit(value, unit)} → ${traceId.slice(0, 8)}`;
}
