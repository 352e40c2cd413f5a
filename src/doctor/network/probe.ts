import type { DestinationConfig } from '../../export/config-types.js';
import type { Signal } from '../../otlp/signal.js';
import { type OtherProtocol, speaksHttp2, speaksTls } from './alternatives.js';
import { type HttpAnswer, type HttpFailure, request } from './request.js';

/** What came of an empty export request for one signal. */
export interface ProbedDestination {
  readonly signal: Signal;
  readonly destination: DestinationConfig;
  readonly outcome: HttpAnswer | HttpFailure;
  /** What listens there instead, or beside, when OTLP over HTTP is not all. */
  readonly other?: OtherProtocol;
  /** The signal is sent over gRPC. */
  readonly isGrpc: boolean;
}

/** Sends an empty export request, which every OTLP receiver takes and none stores. */
export async function probe(
  signal: Signal,
  destination: DestinationConfig,
  limitMillis: number,
  isGrpc: boolean,
): Promise<ProbedDestination> {
  const json = destination.protocol === 'http/json';
  const timeoutMillis = Math.min(limitMillis, destination.timeoutMillis);
  const outcome = await request(destination.url, {
    method: 'POST',
    timeoutMillis,
    headers: {
      ...destination.headers,
      'content-type': json ? 'application/json' : 'application/x-protobuf',
    },
    body: json ? '{}' : '',
    tls: destination.tls,
  });
  const otherMillis = Math.min(timeoutMillis, OTHER_MILLIS);
  // A proxy may take both at one port.
  const takesBoth = isGrpc && outcome.kind === 'answer' && (await speaksHttp2(destination.url, otherMillis));
  const other = takesBoth ? 'grpc' : await findOther(destination.url, outcome, otherMillis);
  return { signal, destination, outcome, isGrpc, ...(other && { other }) };
}

/** What listens tells at once what it is. Milliseconds. */
const OTHER_MILLIS = 2000;

/** Failures that leave no doubt about what listens, or that nothing does. */
const CONCLUSIVE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOENT|EACCES|CERT_)/;

async function findOther(
  url: string,
  outcome: HttpAnswer | HttpFailure,
  timeoutMillis: number,
): Promise<OtherProtocol | undefined> {
  if (outcome.kind === 'answer') {
    // What Go's and nginx's TLS servers answer to plain HTTP.
    const toTls = outcome.status === 400 && /HTTPS (server|port)/i.test(outcome.body);
    return toTls ? 'tls' : undefined;
  }
  if (CONCLUSIVE.test(outcome.code)) return undefined;
  if (await speaksHttp2(url, timeoutMillis)) return 'grpc';
  if (url.startsWith('http:') && (await speaksTls(url, timeoutMillis))) return 'tls';
  return undefined;
}
