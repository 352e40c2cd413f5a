import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONTENT_TYPES, encodingOf, type OtlpEncoding } from '../../otlp/content-type.js';
import { OtlpDecodeError } from '../../otlp/decode-error.js';
import { decodeRequest } from '../../otlp/decode-request.js';
import { encodeResponse, encodeStatus } from '../../otlp/encode-response.js';
import type { Signal } from '../../otlp/signal.js';
import { answer, answerText } from '../http/answer.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { type BodyReader, GrpcCode, HttpError } from './read-body.js';

/** Without reading what may still come; the connection can't be used again. */
const CLOSE = { connection: 'close' };

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
  let encoding: OtlpEncoding;
  try {
    encoding = encodingOf(request.headers['content-type'] ?? '');
  } catch (error) {
    answerText(response, 415, (error as Error).message, CLOSE);
    return;
  }
  const type = CONTENT_TYPES[encoding];
  try {
    const rejected = await bodies.read(request, (body) => store.add(decodeRequest(signal, body, type)));
    answer(response, 200, type, encodeResponse(signal, encoding, rejected));
  } catch (error) {
    if (error instanceof OtlpDecodeError) {
      answer(response, 400, type, encodeStatus(encoding, GrpcCode.InvalidArgument, error.message));
    } else if (error instanceof HttpError) {
      const { status, grpcCode, message } = error;
      const headers = status === 503 ? { ...CLOSE, 'retry-after': '1' } : CLOSE;
      answer(response, status, type, encodeStatus(encoding, grpcCode, message), headers);
    } else if (response.destroyed || request.destroyed) {
      // The sender went away in the middle; there is nobody to answer.
      response.destroy();
    } else {
      throw error;
    }
  }
}
