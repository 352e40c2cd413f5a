import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import type { DataPoint, ExponentialHistogram, Histogram } from '@opentelemetry/sdk-metrics';
import type { Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { writeKeyValues } from './any-value.js';

// The same in all data points of opentelemetry.proto.metrics.v1
const START_TIME = 17;
const TIME = 25;
// NumberDataPoint
const AS_DOUBLE = 33;
const AS_INT = 49;
const NUMBER_ATTRIBUTES = 58;
// HistogramDataPoint and ExponentialHistogramDataPoint
const COUNT = 33;
const SUM = 41;
// HistogramDataPoint
const BUCKET_COUNTS = 50;
const EXPLICIT_BOUNDS = 58;
const HISTOGRAM_ATTRIBUTES = 74;
const HISTOGRAM_MIN = 89;
const HISTOGRAM_MAX = 97;
// ExponentialHistogramDataPoint
const EXPONENTIAL_ATTRIBUTES = 10;
const SCALE = 48;
const ZERO_COUNT = 57;
const POSITIVE = 66;
const NEGATIVE = 74;
const EXPONENTIAL_MIN = 97;
const EXPONENTIAL_MAX = 105;
// ExponentialHistogramDataPoint.Buckets
const OFFSET = 8;
const BUCKETS = 18;

function writeTime(writer: ProtoWriter, tag: number, time: HrTime): void {
  writer.tag(tag);
  writer.scaled64(time[0], 1e9, time[1]);
}

function writeAttributes(
  writer: ProtoWriter,
  tag: number,
  attributes: Attributes,
  normalizer: Normalizer,
): void {
  const fields = normalizer.toFields(attributes);
  if (fields !== undefined) writeKeyValues(writer, tag, fields);
}

function writeDouble(writer: ProtoWriter, tag: number, value: number | undefined): void {
  if (value === undefined) return;
  writer.tag(tag);
  writer.double(value);
}

function writeCount(writer: ProtoWriter, tag: number, count: number): void {
  writer.tag(tag);
  writer.fixed64(count);
}

/** Content of a `NumberDataPoint`. An INT instrument's value that is no integer goes as double, not as garbage. */
export function writeNumberPoint(
  writer: ProtoWriter,
  point: DataPoint<number>,
  type: ValueType,
  normalizer: Normalizer,
): void {
  writeTime(writer, START_TIME, point.startTime);
  writeTime(writer, TIME, point.endTime);
  if (type === ValueType.INT && Number.isSafeInteger(point.value)) writeCount(writer, AS_INT, point.value);
  else writeDouble(writer, AS_DOUBLE, point.value);
  writeAttributes(writer, NUMBER_ATTRIBUTES, point.attributes, normalizer);
}

/** Content of a `HistogramDataPoint`. */
export function writeHistogramPoint(
  writer: ProtoWriter,
  point: DataPoint<Histogram>,
  normalizer: Normalizer,
): void {
  const { count, sum, min, max, buckets } = point.value;
  writeTime(writer, START_TIME, point.startTime);
  writeTime(writer, TIME, point.endTime);
  writeCount(writer, COUNT, count);
  writeDouble(writer, SUM, sum);
  if (buckets.counts.length > 0) {
    const start = writer.open(BUCKET_COUNTS);
    for (const bucket of buckets.counts) writer.fixed64(bucket);
    writer.close(start);
  }
  if (buckets.boundaries.length > 0) {
    const start = writer.open(EXPLICIT_BOUNDS);
    for (const bound of buckets.boundaries) writer.double(bound);
    writer.close(start);
  }
  writeAttributes(writer, HISTOGRAM_ATTRIBUTES, point.attributes, normalizer);
  writeDouble(writer, HISTOGRAM_MIN, min);
  writeDouble(writer, HISTOGRAM_MAX, max);
}

function writeBuckets(writer: ProtoWriter, tag: number, buckets: ExponentialHistogram['positive']): void {
  const start = writer.open(tag);
  if (buckets.offset !== 0) {
    writer.tag(OFFSET);
    writer.zigzag(buckets.offset);
  }
  if (buckets.bucketCounts.length > 0) {
    const counts = writer.open(BUCKETS);
    for (const count of buckets.bucketCounts) writer.varint(count);
    writer.close(counts);
  }
  writer.close(start);
}

/** Content of an `ExponentialHistogramDataPoint`. */
export function writeExponentialPoint(
  writer: ProtoWriter,
  point: DataPoint<ExponentialHistogram>,
  normalizer: Normalizer,
): void {
  const { count, sum, scale, zeroCount, positive, negative, min, max } = point.value;
  writeAttributes(writer, EXPONENTIAL_ATTRIBUTES, point.attributes, normalizer);
  writeTime(writer, START_TIME, point.startTime);
  writeTime(writer, TIME, point.endTime);
  writeCount(writer, COUNT, count);
  writeDouble(writer, SUM, sum);
  if (scale !== 0) {
    writer.tag(SCALE);
    writer.zigzag(scale);
  }
  writeCount(writer, ZERO_COUNT, zeroCount);
  writeBuckets(writer, POSITIVE, positive);
  writeBuckets(writer, NEGATIVE, negative);
  writeDouble(writer, EXPONENTIAL_MIN, min);
  writeDouble(writer, EXPONENTIAL_MAX, max);
}
