import type { HrTime } from '@opentelemetry/api';
import type { ProtoWriter } from '../protobuf/writer.js';

// Fields of one value: tag and value.

export function writeText(writer: ProtoWriter, tag: number, text: string): void {
  writer.tag(tag);
  writer.string(text);
}

export function writeInteger(writer: ProtoWriter, tag: number, value: number): void {
  writer.tag(tag);
  writer.varint(value);
}

export function writeFixed32(writer: ProtoWriter, tag: number, value: number): void {
  writer.tag(tag);
  writer.fixed32(value);
}

export function writeDouble(writer: ProtoWriter, tag: number, value: number): void {
  writer.tag(tag);
  writer.double(value);
}

export function writeTime(writer: ProtoWriter, tag: number, time: HrTime): void {
  writer.tag(tag);
  writer.time(time);
}

/** A trace ID or span ID. */
export function writeId(writer: ProtoWriter, tag: number, hex: string): void {
  writer.tag(tag);
  writer.hex(hex);
}
