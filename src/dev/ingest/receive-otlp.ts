import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONTENT_TYPES, encodingOf, type OtlpEncoding } from '../../otlp/content-type.js';
import { OtlpContentTypeError, OtlpDecodeError } from '../../otlp/decode-error.js';
import { decodeRequest } from '../../otlp/decode-request.js';
import { encodeResponse, encodeStatus } from '../../otlp/encode-response.js';
import type { Signal } from '../../otlp/signal.js';
import { answer, answerText } from '../http/answer.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { type BodyReader, HttpError } from './read-body.js';

/** gRPC status codes of `google.rpc.Status`. */
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

const CODES: Readonly<Record<number, number>> = { 413: RESOURCE_EXHAUSTED, 503: UNAVAILABLE };

/** Takes one OTLP/HTTP export request (OTLP 1.x, "OTLP/HTTP Request"). Never throws, never rejects. */
export async function receiveOtlp(
  signal: Signal,
  request: IncomingMessage,
  response: ServerResponse,
  store: TelemetryStore,
  bodies: BodyReader,
): Promise<void> {
  if (request.method !== 'POST') {
    answerText(response, 405, `Send OTLP with POST`, { allow: 'POST' });
    return;
  }
  const contentType = request.headers['content-type'] ?? '';
  try {
    const encoding = encodingOf(contentType);
    await takeIn(signal, request, response, store, bodies, encoding);
  } catch (error) {
    if (!(error instanceof OtlpContentTypeError)) throw error;
    answerText(response, 415, error.message, CLOSE);
  }
}

/** Without reading what may still come; the connection can't be used again. */
const CLOSE = { connection: 'close' };

async function takeIn(
  signal: Signal,
  request: IncomingMessage,
  response: ServerResponse,
  store: TelemetryStore,
  bodies: BodyReader,
  encoding: OtlpEncoding,
): Promise<void> {
  const type = CONTENT_TYPES[encoding];
  try {
    const rejected = await bodies.read(request, (body) => store.add(decodeRequest(signal, body, type)));
    answer(response, 200, type, encodeResponse(signal, encoding, rejected));
  } catch (error) {
    if (error instanceof OtlpDecodeError) {
      answer(response, 400, type, encodeStatus(encoding, INVALID_ARGUMENT, error.message));
    } else if (error instanceof HttpError) {
      const code = CODES[error.status] ?? INVALID_ARGUMENT;
      const headers = error.status === 503 ? { ...CLOSE, 'retry-after': '1' } : CLOSE;
      answer(response, error.status, type, encodeStatus(encoding, code, error.message), headers);
    } else if (response.destroyed || request.destroyed) {
      // The sender went away in the middle; there is nobody to answer.
      response.destroy();
    } else {
      throw error;
    }
  }
}
