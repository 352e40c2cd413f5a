import { jsonName } from '../../otlp/json-name.js';
import { readFields } from '../../otlp/protobuf/fields.js';
import { tagsOf } from '../../otlp/schema/resolve.js';

/** What a collector refused of a request that it took. */
interface PartialSuccess {
  rejected: number;
  message: string | undefined;
}

const RESPONSE = tagsOf('ExportResponse');
const PARTIAL_SUCCESS = tagsOf('ExportPartialSuccess');

const NONE: PartialSuccess = { rejected: 0, message: undefined };

/** JSON names of the three signals' counts. */
const JSON_COUNTS = ['rejectedLogRecords', 'rejectedSpans', 'rejectedDataPoints'] as const;

/**
 * Reads `partial_success` of an Export…ServiceResponse, which has the same field numbers for all signals. Whatever is
 * not such a response (HTML of a proxy, nothing, a truncated body) means that all was taken, as its status says.
 */
export function readPartialSuccess(body: Buffer, items: number): PartialSuccess {
  try {
    const { rejected, message } = body[0] === OPEN_BRACE ? readJson(body) : readProtobuf(body);
    const count = Number.isFinite(rejected) ? Math.min(Math.max(0, Math.trunc(rejected)), items) : 0;
    return { rejected: count, message: message || undefined };
  } catch {
    return NONE;
  }
}

const OPEN_BRACE = 0x7b;

function readProtobuf(body: Buffer): PartialSuccess {
  let rejected = 0;
  let message: string | undefined;
  for (const outer of readFields(body)) {
    if (outer.tag !== RESPONSE.partialSuccess) continue;
    for (const field of readFields(outer.payload)) {
      if (field.tag === PARTIAL_SUCCESS.rejected) rejected = field.varint;
      if (field.tag === PARTIAL_SUCCESS.errorMessage) message = field.payload.toString('utf8');
    }
  }
  return { rejected, message };
}

function readJson(body: Buffer): PartialSuccess {
  const partial = byJsonName(byJsonName(JSON.parse(body.toString('utf8'))).partialSuccess ?? {});
  const count = JSON_COUNTS.map((name) => partial[name]).find((value) => value !== undefined);
  const message = partial.errorMessage;
  return { rejected: Number(count ?? 0), message: typeof message === 'string' ? message : undefined };
}

function byJsonName(message: object): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(message).map(([name, value]) => [jsonName(name), value]));
}
