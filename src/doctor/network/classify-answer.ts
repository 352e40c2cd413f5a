import type { Finding } from '../finding.js';
import { safeText, safeUrl } from '../safe-text.js';
import { plaintextToTls } from './port-mix-ups.js';
import type { ProbedDestination } from './probe.js';
import type { HttpAnswer } from './request.js';

const REFUSED = 'what is sent there is refused and counted as rejected';

/** OTLP's own content types, and none: some receivers answer with an empty body. */
const OTLP_TYPES = /^(application\/(x-protobuf|json|grpc|octet-stream)|$)/;

export function classifyAnswer(probed: ProbedDestination, answer: HttpAnswer): Finding | undefined {
  const { url } = probed.destination;
  if (probed.other === 'tls') return plaintextToTls(url);
  const { status, headers } = answer;
  const place = safeUrl(url);
  if (status >= 200 && status < 300) return classifyTaken(place, headers['content-type'] ?? '');
  if (status >= 300 && status < 400) return redirect(place, status, headers.location, url);
  return { severity: 'error', ...explainStatus(place, answer, probed) };
}

function classifyTaken(place: string, type: string): Finding | undefined {
  if (OTLP_TYPES.test(type)) return undefined;
  return {
    id: 'not-otlp',
    severity: 'error',
    what: `${place} answers with ${safeText(type)}, which no OTLP receiver does`,
    why: 'another server takes the requests and throws the telemetry away, while all looks delivered',
    fix: 'point OTEL_EXPORTER_OTLP_ENDPOINT at the OTLP/HTTP receiver (port 4318), not at a page such as Jaeger (16686)',
  };
}

function redirect(place: string, status: number, location: string | undefined, url: string): Finding {
  const target = location === undefined ? undefined : safeTarget(location, url);
  return {
    id: 'redirect',
    severity: 'error',
    what: `${place} redirects (HTTP ${status})${target === undefined ? '' : ` to ${target}`}`,
    why: 'exporters do not follow redirects: they would carry headers with credentials to another place',
    fix: `set the final address as the endpoint${target === undefined ? '' : `: ${new URL(target).origin}`}`,
  };
}

function safeTarget(location: string, url: string): string | undefined {
  return URL.canParse(location, url) ? safeUrl(new URL(location, url)) : undefined;
}

function explainStatus(
  place: string,
  { status, body }: HttpAnswer,
  { signal, destination }: ProbedDestination,
): Omit<Finding, 'severity'> {
  const credentials = Object.keys(destination.headers).length > 0;
  switch (status) {
    case 401:
      return {
        id: 'unauthorized',
        what: `${place} wants credentials (HTTP 401), and ${credentials ? 'does not take those that are set' : 'none are set'}`,
        why: REFUSED,
        fix: "OTEL_EXPORTER_OTLP_HEADERS='authorization=Bearer%20<token>' (values are percent-encoded)",
      };
    case 403:
      return {
        id: 'forbidden',
        what: `${place} knows the credentials but does not allow sending ${signal} (HTTP 403)`,
        why: REFUSED,
        fix: `give the token of OTEL_EXPORTER_OTLP_HEADERS the right to write ${signal}`,
      };
    case 404:
    case 405:
      return {
        id: 'wrong-path',
        what: `${place} is not a path that takes ${signal} (HTTP ${status})`,
        why: REFUSED,
        fix: `OTEL_EXPORTER_OTLP_ENDPOINT is the address without v1/${signal}, which is appended; OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT is taken as it is`,
      };
    case 415:
      return {
        id: 'media-type-refused',
        what: `${place} does not take ${destination.protocol} (HTTP 415)`,
        why: REFUSED,
        fix: `OTEL_EXPORTER_OTLP_PROTOCOL=${destination.protocol === 'http/json' ? 'http/protobuf' : 'http/json'}`,
      };
    case 429:
    case 502:
    case 503:
    case 504:
      return {
        id: 'overloaded',
        what: `${place} can't take anything now (HTTP ${status})`,
        why: 'telemetry is retried, and lost when the retry limit is reached',
        fix: "check the collector's log, its memory_limiter and what it exports to",
      };
    default:
      return {
        id: 'unexpected-status',
        what: `${place} answers HTTP ${status} to an empty export request: ${safeText(body) || 'no text'}`,
        why: REFUSED,
        fix: "check that it is an OTLP/HTTP receiver, and the collector's log",
      };
  }
}
