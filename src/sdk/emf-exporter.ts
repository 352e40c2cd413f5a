import type { Attributes } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, hrTimeToMilliseconds } from '@opentelemetry/core';
import {
  AggregationTemporality,
  type InstrumentType,
  type MetricData,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { renamed } from '../core/renamed.js';
import { isUpDown } from './channel-metric-exporter.js';
import { maskResourceMetrics } from './masked-exporters.js';

/** What CloudWatch takes of one line; of others it takes none. */
const MAX_METRICS = 100;
const MAX_DIMENSIONS = 30;
const MAX_NAMESPACE_CHARS = 256;
const MAX_NAME_CHARS = 250;
const MAX_VALUE_CHARS = 1024;
const MAX_NUMBER = 2 ** 360;

/** The service's name where there is none that CloudWatch takes. */
const NAMESPACE = 'tracebridge';

/** Of UCUM's units, those that CloudWatch has a name for. */
const UNITS: Readonly<Record<string, string>> = {
  s: 'Seconds',
  ms: 'Milliseconds',
  us: 'Microseconds',
  By: 'Bytes',
  '%': 'Percent',
};

/** A number, or what CloudWatch takes in the place of a histogram's values. */
type EmfValue = number | { Min: number; Max: number; Sum: number; Count: number };

interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly value: EmfValue;
}

/**
 * `OTEL_METRICS_EXPORTER=emf`: metrics as lines of CloudWatch's Embedded Metric Format on stdout, which CloudWatch Logs
 * turns into metrics. Namespace is the service's name, dimensions are the attributes, values those since the last line.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfExporter implements PushMetricExporter {
  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    const { resource, scopeMetrics } = maskResourceMetrics(metrics);
    const namespace = namespaceOf(String(resource.attributes['service.name'] ?? ''));
    const lines = scopeMetrics.flatMap(({ metrics }) => linesOf(metrics, namespace));
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
    done({ code: ExportResultCode.SUCCESS });
  }

  /** CloudWatch adds up what it gets. */
  selectAggregationTemporality(instrument: InstrumentType): AggregationTemporality {
    return isUpDown(instrument) ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Points of the same attributes and time share a line. */
function linesOf(metrics: readonly MetricData[], namespace: string): string[] {
  const groups = new Map<string, { attributes: Attributes; time: number; measured: Measured[] }>();
  for (const { descriptor, dataPoints, ...rest } of metrics) {
    const isMonotonic = 'isMonotonic' in rest && rest.isMonotonic;
    for (const { attributes, endTime, value } of dataPoints) {
      const measured = emfValue(value);
      // CloudWatch bills what it is sent; of a counter nothing is nothing.
      if (measured === undefined || (isMonotonic && measured === 0)) continue;
      const time = Math.round(hrTimeToMilliseconds(endTime));
      const key = JSON.stringify([time, Object.entries(attributes).sort()]);
      const group = groups.get(key) ?? { attributes, time, measured: [] };
      groups.set(key, group);
      group.measured.push({ name: descriptor.name, unit: unitOf(descriptor.unit), value: measured });
    }
  }
  return [...groups.values()].flatMap(({ attributes, time, measured }) => {
    const lines: string[] = [];
    for (let start = 0; start < measured.length; start += MAX_METRICS)
      lines.push(lineOf(namespace, attributes, time, measured.slice(start, start + MAX_METRICS)));
    return lines;
  });
}

/** Without the `@` of a package's scope, and other signs that no namespace has. */
function namespaceOf(service: string): string {
  const name = service.replaceAll(/[^\w.\-/#: ]/g, '').replace(/^[:\s]+/, '');
  return name.slice(0, MAX_NAMESPACE_CHARS) || NAMESPACE;
}

/** In ASCII, and at least one sign each. */
function dimensionsOf(attributes: Attributes): Record<string, string> {
  const dimensions: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    const name = asciiOf(key, MAX_NAME_CHARS).replace(/^:/, '_');
    const text = asciiOf(String(value ?? ''), MAX_VALUE_CHARS);
    if (name !== '' && text !== '') dimensions[name] = text;
  }
  return Object.fromEntries(Object.entries(dimensions).slice(0, MAX_DIMENSIONS));
}

function asciiOf(text: string, length: number): string {
  return text
    .replaceAll(/[^ -~]/g, '?')
    .trim()
    .slice(0, length);
}

function lineOf(namespace: string, attributes: Attributes, time: number, measured: Measured[]): string {
  // A line is one object: a dimension must not take the place of what describes it, nor of a metric.
  const taken = new Set(['_aws', ...measured.map(({ name }) => name)]);
  const dimensions = renamed(dimensionsOf(attributes), (name) => taken.has(name));
  return JSON.stringify({
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: measured.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(measured.map(({ name, value }) => [name, value])),
  });
}

function emfValue(value: MetricData['dataPoints'][number]['value']): EmfValue | undefined {
  if (typeof value === 'number') return isMeasured(value) ? value : undefined;
  const { count, sum = 0, min = 0, max = 0 } = value;
  if (count === 0 || ![sum, min, max].every(isMeasured)) return undefined;
  return { Min: min, Max: max, Sum: sum, Count: count };
}

function isMeasured(value: number): boolean {
  return Math.abs(value) <= MAX_NUMBER;
}

/** `{job}` and the like are counts. */
function unitOf(unit: string): string {
  return UNITS[unit] ?? (unit.startsWith('{') ? 'Count' : 'None');
}
