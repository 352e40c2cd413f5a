import type { OtlpRequest } from '../otlp/decode-request.js';
import type { MetricRecord } from '../otlp/model/metric.js';
import type { Source } from '../otlp/model/source.js';
import { printableJson } from './text/printable.js';
import { toJsonText } from './view/json-text.js';

/**
 * Each span, log record and metric point of a request as one line of JSON, with `type` "span", "log" or "metric",
 * its resource's attributes and its scope's name. 64-bit times are strings of nanoseconds.
 */
export function* jsonLines(request: OtlpRequest): Generator<string> {
  switch (request.signal) {
    case 'traces':
      for (const span of request.spans) yield line('span', span);
      break;
    case 'logs':
      for (const log of request.logs) yield line('log', log);
      break;
    case 'metrics':
      for (const metric of request.metrics) yield* metricLines(metric);
      break;
  }
}

function line(type: string, { resource, scope, ...fields }: Source): string {
  const json = toJsonText({ type, ...fields, scope: scope.name, resource: resource.attributes });
  return `${printableJson(json)}\n`;
}

function* metricLines({ points, type: instrument, ...shared }: MetricRecord): Generator<string> {
  for (const point of points) {
    const record = { ...shared, instrument, ...point };
    yield line('metric', record);
  }
}
