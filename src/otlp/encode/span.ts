import type { Attributes, HrTime, Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { CleanTexts, type Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { writeKeyValues } from './any-value.js';
import { SpanAttributeWriter } from './span-attributes.js';

// opentelemetry.proto.trace.v1.Span
const TRACE_ID = 10;
const SPAN_ID = 18;
const TRACE_STATE = 26;
const PARENT_SPAN_ID = 34;
const NAME = 42;
const KIND = 48;
const START_TIME = 57;
const END_TIME = 65;
const DROPPED_ATTRIBUTES = 80;
const EVENTS = 90;
const DROPPED_EVENTS = 96;
const LINKS = 106;
const DROPPED_LINKS = 112;
const STATUS = 122;
const FLAGS = 133;
// Span.Event
const EVENT_TIME = 9;
const EVENT_NAME = 18;
const EVENT_ATTRIBUTES = 26;
const EVENT_DROPPED_ATTRIBUTES = 32;
// Span.Link
const LINK_TRACE_ID = 10;
const LINK_SPAN_ID = 18;
const LINK_TRACE_STATE = 26;
const LINK_ATTRIBUTES = 34;
const LINK_DROPPED_ATTRIBUTES = 40;
const LINK_FLAGS = 53;
// Status
const STATUS_MESSAGE = 18;
const STATUS_CODE = 24;

// SpanFlags: whether the parent or linked context is remote is known, and is so.
const CONTEXT_HAS_IS_REMOTE = 0x100;
const CONTEXT_IS_REMOTE = 0x200;

function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | CONTEXT_HAS_IS_REMOTE | (isRemote ? CONTEXT_IS_REMOTE : 0);
}

function writeTime(writer: ProtoWriter, tag: number, time: HrTime): void {
  writer.tag(tag);
  writer.scaled64(time[0], 1e9, time[1]);
}

function writeCount(writer: ProtoWriter, tag: number, count: number | undefined): void {
  if (count === undefined || count <= 0) return;
  writer.tag(tag);
  writer.varint(count);
}

function writeTraceState(
  writer: ProtoWriter,
  tag: number,
  context: SpanContext,
  normalizer: Normalizer,
): void {
  const state = context.traceState?.serialize();
  if (!state) return;
  writer.tag(tag);
  writer.string(normalizer.toText(state));
}

function writeAttributes(
  writer: ProtoWriter,
  tag: number,
  attributes: Attributes | undefined,
  normalizer: Normalizer,
): void {
  const fields = attributes === undefined ? undefined : normalizer.toFields(attributes);
  if (fields !== undefined) writeKeyValues(writer, tag, fields);
}

const attributeWriter = new SpanAttributeWriter();
const names = new CleanTexts();

function writeEvent(writer: ProtoWriter, event: TimedEvent, normalizer: Normalizer): void {
  const start = writer.open(EVENTS);
  writeTime(writer, EVENT_TIME, event.time);
  writer.tag(EVENT_NAME);
  writer.string(normalizer.toText(event.name));
  writeAttributes(writer, EVENT_ATTRIBUTES, event.attributes, normalizer);
  writeCount(writer, EVENT_DROPPED_ATTRIBUTES, event.droppedAttributesCount);
  writer.close(start);
}

function writeLink(writer: ProtoWriter, link: Link, normalizer: Normalizer): void {
  const { context } = link;
  const start = writer.open(LINKS);
  writer.tag(LINK_TRACE_ID);
  writer.hex(context.traceId);
  writer.tag(LINK_SPAN_ID);
  writer.hex(context.spanId);
  writeTraceState(writer, LINK_TRACE_STATE, context, normalizer);
  writeAttributes(writer, LINK_ATTRIBUTES, link.attributes, normalizer);
  writeCount(writer, LINK_DROPPED_ATTRIBUTES, link.droppedAttributesCount);
  writer.tag(LINK_FLAGS);
  writer.fixed32(flagsOf(context.traceFlags, context.isRemote));
  writer.close(start);
}

function writeStatus(writer: ProtoWriter, status: SpanStatus, normalizer: Normalizer): void {
  const start = writer.open(STATUS);
  if (status.message) {
    writer.tag(STATUS_MESSAGE);
    writer.string(normalizer.toText(status.message));
  }
  writeCount(writer, STATUS_CODE, status.code);
  writer.close(start);
}

/** Appends the content of an OTLP `Span` message. Names, attributes and messages are normalised and redacted. */
export function encodeSpan(writer: ProtoWriter, span: ReadableSpan, normalizer: Normalizer): void {
  const context = span.spanContext();
  writer.tag(TRACE_ID);
  writer.hex(context.traceId);
  writer.tag(SPAN_ID);
  writer.hex(context.spanId);
  writeTraceState(writer, TRACE_STATE, context, normalizer);
  if (span.parentSpanContext?.spanId) {
    writer.tag(PARENT_SPAN_ID);
    writer.hex(span.parentSpanContext.spanId);
  }
  writer.tag(NAME);
  writer.string(names.text(span.name, normalizer));
  // The API counts from INTERNAL = 0, the protocol has UNSPECIFIED there.
  writeCount(writer, KIND, span.kind + 1);
  writeTime(writer, START_TIME, span.startTime);
  writeTime(writer, END_TIME, span.endTime);
  attributeWriter.write(writer, span.attributes, normalizer);
  writeCount(writer, DROPPED_ATTRIBUTES, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event, normalizer);
  writeCount(writer, DROPPED_EVENTS, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link, normalizer);
  writeCount(writer, DROPPED_LINKS, span.droppedLinksCount);
  writeStatus(writer, span.status, normalizer);
  writer.tag(FLAGS);
  writer.fixed32(flagsOf(context.traceFlags, span.parentSpanContext?.isRemote));
}
