import type { OtlpEncoding } from './content-type.js';
import { writeInteger, writeText } from './encode/fields.js';
import { ProtoWriter } from './protobuf/writer.js';
import { tagsOf } from './schema/resolve.js';
import type { Signal } from './signal.js';

/** Part of a request that was not taken (OTLP 1.x, "Partial Success"); such records must not be sent again. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const RESPONSE = tagsOf('ExportResponse');
const PARTIAL_SUCCESS = tagsOf('ExportPartialSuccess');
const RPC_STATUS = tagsOf('RpcStatus');

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
  const writer = new ProtoWriter(256);
  if (partialSuccess !== undefined) {
    const start = writer.open(RESPONSE.partialSuccess);
    writeInteger(writer, PARTIAL_SUCCESS.rejected, partialSuccess.rejected);
    writeText(writer, PARTIAL_SUCCESS.errorMessage, partialSuccess.message);
    writer.close(start);
  }
  return Buffer.from(writer.finish());
}

/**
 * Body of an error answer, a `google.rpc.Status` (OTLP 1.x, "Failures").
 * @param code gRPC status code, such as 3 for INVALID_ARGUMENT
 */
export function encodeStatus(encoding: OtlpEncoding, code: number, message: string): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  const writer = new ProtoWriter(256);
  writeInteger(writer, RPC_STATUS.code, code);
  writeText(writer, RPC_STATUS.message, message);
  return Buffer.from(writer.finish());
}
