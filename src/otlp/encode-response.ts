import type { OtlpEncoding } from './content-type.js';
import type { Signal } from './signal.js';

/** Part of a request that was not taken (OTLP 1.x, "Partial Success"); such records must not be sent again. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const REJECTED_FIELDS: Record<Signal, string> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/** Body of an `Export…ServiceResponse`; an empty message when all was taken. */
export function encodeResponse(
  signal: Signal,
  encoding: OtlpEncoding,
  partialSuccess?: PartialSuccess,
): Buffer {
  if (encoding === 'json') {
    if (partialSuccess === undefined) return Buffer.from('{}');
    const { rejected, message } = partialSuccess;
    // int64 is a string in the protobuf JSON mapping.
    const body = { [REJECTED_FIELDS[signal]]: String(rejected), errorMessage: message };
    return Buffer.from(JSON.stringify({ partialSuccess: body }));
  }
  if (partialSuccess === undefined) return Buffer.alloc(0);
  const fields = Buffer.concat([
    varintField(1, partialSuccess.rejected),
    textField(2, partialSuccess.message),
  ]);
  return lengthDelimited(1, fields);
}

/**
 * Body of an error answer, a `google.rpc.Status` (OTLP 1.x, "Failures").
 * @param code gRPC status code, such as 3 for INVALID_ARGUMENT
 */
export function encodeStatus(encoding: OtlpEncoding, code: number, message: string): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return Buffer.concat([varintField(1, code), textField(2, message)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number << 3), varint(value)]);
}

function lengthDelimited(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function textField(number: number, text: string): Buffer {
  return lengthDelimited(number, Buffer.from(text));
}
