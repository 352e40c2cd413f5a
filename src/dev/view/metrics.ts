import type { MetricDetail, MetricSummary } from '../api-types.js';
import type { SeriesTable } from '../store/series-table.js';

/** Series of one metric that a chart shows; the rest are counted. */
const MAX_SERIES = 50;

/** Of an instance's ID, as much as tells UUIDs apart. */
const MAX_INSTANCE = 8;

/** Every metric of every service, by name. */
export function metricList(table: SeriesTable): MetricSummary[] {
  return [...Map.groupBy(table.all(), ({ name }) => name)]
    .map(([name, list]) => ({
      name,
      unit: list[0]!.unit,
      type: list[0]!.type,
      monotonic: list[0]!.monotonic,
      description: list[0]!.description,
      services: [...new Set(list.map(({ service }) => service))],
      series: list.length,
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** One metric with its series over time, the busiest first; undefined when there is none of that name. */
export function metricDetail(table: SeriesTable, name: string): MetricDetail | undefined {
  const summary = metricList(table).find((metric) => metric.name === name);
  if (summary === undefined) return undefined;
  const all = [...table.all()].filter((one) => one.name === name);
  const byService = Map.groupBy(all, ({ service }) => service);
  const several = new Set(
    [...byService]
      .filter(([, list]) => list.some(({ instance }) => instance !== list[0]!.instance))
      .map(([service]) => service),
  );
  const details = all
    .sort((one, other) => other.count - one.count || other.value - one.value)
    .slice(0, MAX_SERIES)
    .map(({ service, instance, attributes, value, count, max, history }) => ({
      service,
      instance: several.has(service) ? instance.slice(0, MAX_INSTANCE) : undefined,
      attributes: attributes as Readonly<Record<string, unknown>>,
      value,
      count,
      max,
      percentiles: history.percentiles,
      samples: history.samples,
      exemplars: history.exemplars,
    }));
  return { ...summary, details };
}
