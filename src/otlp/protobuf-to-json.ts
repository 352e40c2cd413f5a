import { readProtobuf } from './read-protobuf.js';
import { JSON_MAPPING } from './representation.js';
import { requestMessage } from './schema/resolve.js';
import type { Signal } from './signal.js';

/**
 * Turns an OTLP request from protobuf into OTLP/JSON (OTLP 1.x, "JSON Protobuf Encoding"): lower camel case names,
 * hexadecimal trace and span ids, 64-bit integers as strings, enumerations as numbers, other bytes in base64, and
 * "NaN", "Infinity", "-Infinity" for doubles that JSON has no number for.
 * @param bytes an `ExportTraceServiceRequest`, `ExportLogsServiceRequest` or `ExportMetricsServiceRequest`
 * @throws OtlpDecodeError when `bytes` is not such a message
 */
export function protobufToJson(signal: Signal, bytes: Uint8Array): Buffer {
  return Buffer.from(JSON.stringify(readProtobuf(requestMessage(signal), bytes, JSON_MAPPING)));
}
