import type { ServerResponse } from 'node:http';
import { RECEIVER_HEADER, RECEIVER_NAME } from './receiver-name.js';

/**
 * Sent with every answer: who answers. The page is ours alone: no frames, nothing from elsewhere, no inline script; what telemetry
 * contains can't become markup that runs.
 */
const STANDARD_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
  [RECEIVER_HEADER]: RECEIVER_NAME,
};

export function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: Buffer | string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(body as string);
  response.writeHead(status, {
    ...STANDARD_HEADERS,
    'content-type': contentType,
    'content-length': bytes.length,
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  answer(response, status, 'text/plain; charset=utf-8', `${text}\n`, headers);
}

export function answerJson(response: ServerResponse, text: string): void {
  answer(response, 200, 'application/json; charset=utf-8', text);
}

/** Begins an answer that stays open, such as an event stream. */
export function beginStream(response: ServerResponse, contentType: string): void {
  response.writeHead(200, { ...STANDARD_HEADERS, 'content-type': contentType });
  response.flushHeaders();
}

/** 500 makes an OTLP sender give the batch up rather than repeat what failed here. */
export function answerFailure(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else answerText(response, 500, 'The receiver failed on this request', { connection: 'close' });
}
