import type { DropReason } from '../channel.js';
import { type FailureCause, UNREADABLE_FILE } from '../transport/outcome.js';

const NO_TLS = 'the collector listens without TLS: use http:// in OTEL_EXPORTER_OTLP_ENDPOINT';
const UNKNOWN_AUTHORITY = 'the certificate authority is not known: name it in OTEL_EXPORTER_OTLP_CERTIFICATE';
const CLIENT_CERTIFICATE =
  'the collector asks for a client certificate that it knows: correct OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and _CLIENT_KEY';
const PEM_FILES = 'correct OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_KEY or _CLIENT_CERTIFICATE';
const CREDENTIALS = 'check the credentials in OTEL_EXPORTER_OTLP_HEADERS and what they allow';

const CODE_HINTS: Record<string, string> = {
  ECONNREFUSED:
    'nothing listens there: start the collector (or `npx tracebridge dev`), or correct OTEL_EXPORTER_OTLP_ENDPOINT',
  ENOTFOUND: 'the host name is unknown: correct OTEL_EXPORTER_OTLP_ENDPOINT',
  EAI_AGAIN: 'the host name could not be looked up: check DNS',
  TIMEOUT:
    'no answer in time: check the collector, its load and the network, or raise OTEL_EXPORTER_OTLP_TIMEOUT',
  ERR_ACCESS_DENIED: 'this process may not use the network: start Node.js with --allow-net',
  ETIMEDOUT: 'the host does not answer: check OTEL_EXPORTER_OTLP_ENDPOINT, firewalls and network policies',
  HPE_INVALID_CONSTANT: 'the answer is not HTTP/1: port 4317 usually speaks gRPC, OTLP over HTTP is on 4318',
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  CERT_HAS_EXPIRED: "the collector's certificate has expired: renew it",
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host name than the endpoint's",
  'HTTP 400': 'the collector could not read them: check its log',
  'HTTP 401': CREDENTIALS,
  'HTTP 403': CREDENTIALS,
  'HTTP 404': 'check the path in OTEL_EXPORTER_OTLP_ENDPOINT, and that the collector takes this signal',
  'HTTP 413': "records are larger than the collector takes: raise its receiver's max_request_body_size",
  'HTTP 415':
    'the collector takes another encoding: set OTEL_EXPORTER_OTLP_PROTOCOL to http/json or http/protobuf',
  'HTTP 429': 'the collector limits the rate: give it more capacity or send less',
  'HTTP 503': 'the collector is overloaded or starting: check its log and memory_limiter',
};

/** What a person can do about a failure. */
export function hintFor(cause: FailureCause): string {
  const known = CODE_HINTS[cause.code];
  if (known) return known;
  if (cause.code.startsWith('HTTP 3')) return 'redirects are not followed: set the final URL as the endpoint';
  if (cause.code.startsWith(UNREADABLE_FILE)) return `${PEM_FILES}, or put the file there`;
  if (/^ERR_SSL_\w*ALERT_\w*(?:CERTIFICATE|HANDSHAKE|UNKNOWN_CA)/.test(cause.code)) return CLIENT_CERTIFICATE;
  // What is no PEM, or a key of another certificate.
  if (cause.code.startsWith('ERR_OSSL_')) return PEM_FILES;
  return cause.type === 'connection' ? 'check the endpoint and the network' : "check the collector's log";
}

/** What a person can do about dropped records. */
export const REASON_HINTS: Record<DropReason, string> = {
  queue_full:
    'the collector takes less than is logged: restore it, log less or raise TRACEBRIDGE_MAX_MEMORY_BYTES',
  too_large: 'single records are too large: log less in one record',
  retry_expired:
    'the collector was away for too long: set TRACEBRIDGE_SPOOL_DIR or raise TRACEBRIDGE_RETRY_LIMIT_MS',
  shutdown: 'the process ended first: check the collector, or set TRACEBRIDGE_SPOOL_DIR to keep them on disk',
  spool_full: 'the spool is full: restore the collector or raise TRACEBRIDGE_SPOOL_MAX_BYTES',
  spool_corrupt: 'files in the spool directory are damaged: check the disk',
  encode_failed: 'records could not be encoded: please report this',
  exporter_lost: 'the exporter thread ended abnormally: check memory limits, please report this',
};
