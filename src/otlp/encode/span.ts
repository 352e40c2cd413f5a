import type { Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeAttributes } from './any-value.js';
import { writeFixed32, writeId, writeInteger, writeText, writeTime } from './fields.js';
import { RepeatedId, spanIds, traceIds } from './repeated-id.js';
import { RepeatedTexts } from './repeated-texts.js';
import { SpanAttributeWriter } from './span-attributes.js';

const SPAN = tagsOf('Span');
const EVENT = tagsOf('SpanEvent');
const LINK = tagsOf('SpanLink');
const STATUS = tagsOf('Status');

// SpanFlags: whether the parent or linked context is remote is known, and is so.
const CONTEXT_HAS_IS_REMOTE = 0x100;
const CONTEXT_IS_REMOTE = 0x200;

function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | CONTEXT_HAS_IS_REMOTE | (isRemote ? CONTEXT_IS_REMOTE : 0);
}

/** @param count of the app's it may be of any type */
function writeCount(writer: ProtoWriter, tag: number, count: number | undefined): void {
  if (Number.isInteger(count) && (count as number) > 0) writeInteger(writer, tag, count as number);
}

function writeTraceState(
  writer: ProtoWriter,
  tag: number,
  context: SpanContext,
  normalizer: Normalizer,
): void {
  const state = context.traceState?.serialize();
  if (state) writeText(writer, tag, normalizer.toText(state));
}

const attributeWriter = new SpanAttributeWriter();
const names = new RepeatedTexts(SPAN.name);
const parentSpanIds = new RepeatedId();

function writeEvent(writer: ProtoWriter, event: TimedEvent, normalizer: Normalizer): void {
  const start = writer.open(SPAN.events);
  writeTime(writer, EVENT.timeUnixNano, event.time);
  writeText(writer, EVENT.name, normalizer.toText(event.name));
  writeAttributes(writer, EVENT.attributes, event.attributes, normalizer);
  writeCount(writer, EVENT.droppedAttributesCount, event.droppedAttributesCount);
  writer.close(start);
}

function writeLink(writer: ProtoWriter, link: Link, normalizer: Normalizer): void {
  const { context } = link;
  const start = writer.open(SPAN.links);
  writeId(writer, LINK.traceId, context.traceId);
  writeId(writer, LINK.spanId, context.spanId);
  writeTraceState(writer, LINK.traceState, context, normalizer);
  writeAttributes(writer, LINK.attributes, link.attributes, normalizer);
  writeCount(writer, LINK.droppedAttributesCount, link.droppedAttributesCount);
  writeFixed32(writer, LINK.flags, flagsOf(context.traceFlags, context.isRemote));
  writer.close(start);
}

function writeStatus(writer: ProtoWriter, status: SpanStatus, normalizer: Normalizer): void {
  const start = writer.open(SPAN.status);
  if (status.message) writeText(writer, STATUS.message, normalizer.toText(status.message));
  writeCount(writer, STATUS.code, status.code);
  writer.close(start);
}

/** Appends the content of an OTLP `Span` message. Names, attributes and messages are normalised and redacted. */
export function encodeSpan(writer: ProtoWriter, span: ReadableSpan, normalizer: Normalizer): void {
  const context = span.spanContext();
  traceIds.write(writer, SPAN.traceId, context.traceId);
  spanIds.write(writer, SPAN.spanId, context.spanId);
  writeTraceState(writer, SPAN.traceState, context, normalizer);
  if (span.parentSpanContext?.spanId) {
    parentSpanIds.write(writer, SPAN.parentSpanId, span.parentSpanContext.spanId);
  }
  names.write(writer, span.name, normalizer);
  // The API counts from INTERNAL = 0, the protocol has UNSPECIFIED there.
  writeCount(writer, SPAN.kind, Number.isInteger(span.kind) ? span.kind + 1 : 1);
  writeTime(writer, SPAN.startTimeUnixNano, span.startTime);
  writeTime(writer, SPAN.endTimeUnixNano, span.endTime);
  attributeWriter.write(writer, span.attributes, normalizer);
  writeCount(writer, SPAN.droppedAttributesCount, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event, normalizer);
  writeCount(writer, SPAN.droppedEventsCount, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link, normalizer);
  writeCount(writer, SPAN.droppedLinksCount, span.droppedLinksCount);
  writeStatus(writer, span.status, normalizer);
  writeFixed32(writer, SPAN.flags, flagsOf(context.traceFlags, span.parentSpanContext?.isRemote));
}
