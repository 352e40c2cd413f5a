import { ValueType } from '@opentelemetry/api';
import type { DataPoint, ExponentialHistogram, Histogram } from '@opentelemetry/sdk-metrics';
import type { Normalizer } from '../../core/normalize/index.js';
import type { Exemplar } from '../../metrics/exemplar.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeAttributes } from './any-value.js';
import { writeDouble, writeId, writeTime } from './fields.js';

const NUMBER = tagsOf('NumberDataPoint');
const HISTOGRAM = tagsOf('HistogramDataPoint');
const EXPONENTIAL = tagsOf('ExponentialHistogramDataPoint');
const BUCKETS = tagsOf('Buckets');
const EXEMPLAR = tagsOf('Exemplar');

/** What the SDK's data points lack. */
interface WithExemplars {
  readonly exemplars?: readonly Exemplar[];
}

function writeOptional(writer: ProtoWriter, tag: number, value: number | undefined): void {
  if (value !== undefined) writeDouble(writer, tag, value);
}

function writeCount(writer: ProtoWriter, tag: number, count: number): void {
  writer.tag(tag);
  writer.fixed64(count);
}

function writeSigned(writer: ProtoWriter, tag: number, value: number): void {
  if (value === 0) return;
  writer.tag(tag);
  writer.zigzag(value);
}

/** Content of a `NumberDataPoint`. An INT instrument's value that is no integer goes as double, not as garbage. */
export function writeNumberPoint(
  writer: ProtoWriter,
  point: DataPoint<number>,
  type: ValueType,
  normalizer: Normalizer,
): void {
  writeTime(writer, NUMBER.startTimeUnixNano, point.startTime);
  writeTime(writer, NUMBER.timeUnixNano, point.endTime);
  if (type === ValueType.INT && Number.isSafeInteger(point.value))
    writeCount(writer, NUMBER.asInt, point.value);
  else writeDouble(writer, NUMBER.asDouble, point.value);
  writeAttributes(writer, NUMBER.attributes, point.attributes, normalizer);
}

export function writeHistogramPoint(
  writer: ProtoWriter,
  point: DataPoint<Histogram> & WithExemplars,
  normalizer: Normalizer,
): void {
  const { count, sum, min, max, buckets } = point.value;
  writeTime(writer, HISTOGRAM.startTimeUnixNano, point.startTime);
  writeTime(writer, HISTOGRAM.timeUnixNano, point.endTime);
  writeCount(writer, HISTOGRAM.count, count);
  writeOptional(writer, HISTOGRAM.sum, sum);
  if (buckets.counts.length > 0) {
    const start = writer.open(HISTOGRAM.bucketCounts);
    for (const bucket of buckets.counts) writer.fixed64(bucket);
    writer.close(start);
  }
  if (buckets.boundaries.length > 0) {
    const start = writer.open(HISTOGRAM.explicitBounds);
    for (const bound of buckets.boundaries) writer.double(bound);
    writer.close(start);
  }
  for (const { value, time, traceId, spanId } of point.exemplars ?? []) {
    const start = writer.open(HISTOGRAM.exemplars);
    writeTime(writer, EXEMPLAR.timeUnixNano, time);
    writeDouble(writer, EXEMPLAR.asDouble, value);
    writeId(writer, EXEMPLAR.spanId, spanId);
    writeId(writer, EXEMPLAR.traceId, traceId);
    writer.close(start);
  }
  writeAttributes(writer, HISTOGRAM.attributes, point.attributes, normalizer);
  writeOptional(writer, HISTOGRAM.min, min);
  writeOptional(writer, HISTOGRAM.max, max);
}

function writeBuckets(writer: ProtoWriter, tag: number, buckets: ExponentialHistogram['positive']): void {
  const start = writer.open(tag);
  writeSigned(writer, BUCKETS.offset, buckets.offset);
  if (buckets.bucketCounts.length > 0) {
    const counts = writer.open(BUCKETS.bucketCounts);
    for (const count of buckets.bucketCounts) writer.varint(count);
    writer.close(counts);
  }
  writer.close(start);
}

export function writeExponentialPoint(
  writer: ProtoWriter,
  point: DataPoint<ExponentialHistogram>,
  normalizer: Normalizer,
): void {
  const { count, sum, scale, zeroCount, positive, negative, min, max } = point.value;
  writeAttributes(writer, EXPONENTIAL.attributes, point.attributes, normalizer);
  writeTime(writer, EXPONENTIAL.startTimeUnixNano, point.startTime);
  writeTime(writer, EXPONENTIAL.timeUnixNano, point.endTime);
  writeCount(writer, EXPONENTIAL.count, count);
  writeOptional(writer, EXPONENTIAL.sum, sum);
  writeSigned(writer, EXPONENTIAL.scale, scale);
  writeCount(writer, EXPONENTIAL.zeroCount, zeroCount);
  writeBuckets(writer, EXPONENTIAL.positive, positive);
  writeBuckets(writer, EXPONENTIAL.negative, negative);
  writeOptional(writer, EXPONENTIAL.min, min);
  writeOptional(writer, EXPONENTIAL.max, max);
}
