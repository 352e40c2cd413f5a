import uPlot from 'uplot';
import type { MetricDetail, MetricSample } from '../../shared/api-types.js';
import { h } from '../lib/dom.js';
import { traceHash } from '../lib/route.js';
import { formatUnit } from './metrics-view.js';

const HEIGHT = 260;
/** Lines that can still be told apart. */
const MAX_LINES = 6;
/** Pixels around an exemplar that a click hits. */
const HIT = 12;

interface Line {
  readonly label: string;
  readonly values: Map<number, number>;
}

/** The chosen metric over time: percentiles of a distribution, the rate of a counter, the value of a gauge. */
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
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === 0) return;
    observer.disconnect();
    draw(element, metric, lines, times);
  });
  observer.observe(element);
  return element;
}

function draw(element: HTMLElement, metric: MetricDetail, lines: readonly Line[], times: number[]): void {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name);
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--border'), width: 1 },
    ticks: { show: false },
  };
  const exemplars = metric.details.flatMap((series) => series.exemplars);
  const unit = isRate(metric) ? '' : metric.unit;
  const chart = new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      scales: { x: { time: true } },
      axes: [
        axis,
        { ...axis, size: 78, values: (_chart, values) => values.map((value) => formatUnit(value, unit)) },
      ],
      series: [
        {},
        ...lines.map(({ label }, index) => ({
          label,
          stroke: colour(`--s${index}`),
          width: 2,
          spanGaps: true,
          value: (_chart: uPlot, value: number | null) => (value === null ? '–' : formatUnit(value, unit)),
        })),
      ],
      hooks: {
        draw: [
          ({ ctx, valToPos }) => {
            ctx.fillStyle = colour('--accent');
            for (const { timeUnixMillis, value } of exemplars) {
              ctx.beginPath();
              ctx.arc(
                valToPos(timeUnixMillis / 1_000, 'x', true),
                valToPos(value, 'y', true),
                4 * devicePixelRatio,
                0,
                2 * Math.PI,
              );
              ctx.fill();
            }
          },
        ],
      },
    },
    [
      times.map((time) => time / 1_000),
      ...lines.map(({ values }) => times.map((time) => values.get(time) ?? null)),
    ],
    element,
  );
  chart.over.addEventListener('click', ({ offsetX, offsetY }) => {
    const hit = exemplars.find(
      ({ timeUnixMillis, value }) =>
        Math.hypot(
          chart.valToPos(timeUnixMillis / 1_000, 'x') - offsetX,
          chart.valToPos(value, 'y') - offsetY,
        ) < HIT,
    );
    if (hit !== undefined) location.hash = traceHash(hit.traceId, `span/${hit.spanId}`);
  });
}

function isRate({ type }: MetricDetail): boolean {
  return type === 'sum';
}

function linesOf(metric: MetricDetail): Line[] {
  return metric.details.slice(0, MAX_LINES).flatMap(({ attributes, service, samples }) => {
    const name = Object.values(attributes).map(String).join(' ') || service;
    if (samples.some(({ p50 }) => p50 !== undefined)) {
      return (['p50', 'p95'] as const)
        .map((part) => ({ label: `${part} ${name}`, values: valuesOf(samples, (sample) => sample[part]) }))
        .slice(0, metric.details.length > 3 ? 1 : 2);
    }
    if (!isRate(metric)) return [{ label: name, values: valuesOf(samples, ({ value }) => value) }];
    return [{ label: `${name} per s`, values: ratesOf(samples) }];
  });
}

function valuesOf(samples: readonly MetricSample[], value: (sample: MetricSample) => number | undefined) {
  return new Map(
    samples.flatMap((sample) => {
      const figure = value(sample);
      return figure === undefined ? [] : [[sample.timeUnixMillis, figure] as const];
    }),
  );
}

/** Between samples; a restart of the app, which begins at zero again, counts as none. */
function ratesOf(samples: readonly MetricSample[]): Map<number, number> {
  return new Map(
    samples.slice(1).map((after, index) => {
      const before = samples[index]!;
      const seconds = (after.timeUnixMillis - before.timeUnixMillis) / 1_000;
      return [after.timeUnixMillis, seconds > 0 ? Math.max(0, (after.value - before.value) / seconds) : 0];
    }),
  );
}
