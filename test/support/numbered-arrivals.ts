import { type KeyValue, plainAttributes } from './backends/otlp-json.js';
import { range, type Tally, tally } from './numbered.js';
import type { Ended, NumberedApp } from './numbered-app.js';
import type { AwsOtlp } from './sinks/aws-otlp.js';

type Numbers = Record<'logs' | 'spans' | 'points', number[]>;

/** The numbers that one process's records have at the backend. */
export function arrivedFrom({ serviceName }: NumberedApp, { logs, spans, metrics }: AwsOtlp): Numbers {
  const own = ({ resource }: { resource: Record<string, unknown> }) =>
    resource['service.name'] === serviceName;
  const number = ({ attributes }: { attributes?: KeyValue[] }) => Number(plainAttributes(attributes).number);
  const collections = metrics.filter((metric) => own(metric) && metric.name === 'collections');
  return {
    logs: logs.filter(own).map(number),
    spans: spans.filter(own).map(number),
    points: collections.flatMap(({ sum }) => sum?.dataPoints ?? []).map(({ asDouble }) => Number(asDouble)),
  };
}

/** What came of them, when `last` logs and spans were recorded and the metric was collected as the process says. */
export function tallyOf(
  app: NumberedApp,
  aws: AwsOtlp,
  last: number,
  { collections }: Pick<Ended, 'collections'>,
): Record<'logs' | 'spans' | 'points', Tally> {
  const { logs, spans, points } = arrivedFrom(app, aws);
  return {
    logs: tally(range(1, last), logs),
    spans: tally(range(1, last), spans),
    points: tally(range(1, collections), points),
  };
}

export const isComplete = (tallies: Record<string, Tally>): boolean =>
  Object.values(tallies).every(({ missing }) => missing.length === 0);
