import type { Finding, FindingId } from '../finding.js';
import { safeText } from '../safe-text.js';
import { grpcPort, plaintextToTls } from './port-mix-ups.js';
import type { ProbedDestination } from './probe.js';
import type { HttpFailure } from './request.js';

type Explanation = Omit<Finding, 'severity'>;
type Explain = (place: Record<'origin' | 'host' | 'hostname' | 'code' | 'message', string>) => Explanation;

const HELD = 'telemetry waits in memory and is lost when its bound or the retry limit is reached';
const REFUSED = 'no connection is made, so nothing is delivered';

const down: Explain = ({ origin, code }) => ({
  id: 'collector-down',
  what: `Nothing listens at ${origin} (${code})`,
  why: HELD,
  fix: 'start the collector (docker compose up, or `npx tracebridge dev` on this machine), or correct OTEL_EXPORTER_OTLP_ENDPOINT',
});

const timeOut: Explain = ({ origin, code }) => ({
  id: 'time-out',
  what: `${origin} gave no answer in time (${code})`,
  why: HELD,
  fix: 'check firewalls, network policies and the load of the collector; OTEL_EXPORTER_OTLP_TIMEOUT sets the time (milliseconds)',
});

const authority: Explain = ({ origin, code }) => ({
  id: 'tls-unknown-authority',
  what: `The certificate of ${origin} is signed by an authority that is not known here (${code})`,
  why: REFUSED,
  fix: 'OTEL_EXPORTER_OTLP_CERTIFICATE=/path/to/ca.pem',
});

const clientCertificate: Explain = ({ origin, code }) => ({
  id: 'tls-client-certificate',
  what: `${origin} does not take the client certificate, or wants one (${code})`,
  why: REFUSED,
  fix: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=/path/to/client.pem OTEL_EXPORTER_OTLP_CLIENT_KEY=/path/to/client-key.pem',
});

const plaintext: Explain = ({ origin, host, code }) => ({
  id: 'tls-to-plaintext',
  what: `${origin} listens without TLS, but the endpoint begins with https:// (${code})`,
  why: REFUSED,
  fix: `OTEL_EXPORTER_OTLP_ENDPOINT=http://${host}`,
});

const EXPLANATIONS: Readonly<Record<string, Explain>> = {
  ECONNREFUSED: down,
  ENOTFOUND: ({ hostname }) => ({
    id: 'host-unknown',
    what: `The name ${hostname} is not known (ENOTFOUND)`,
    why: HELD,
    fix: 'correct the host in OTEL_EXPORTER_OTLP_ENDPOINT; in Docker Compose it is the name of the service, such as otel-collector',
  }),
  EAI_AGAIN: ({ hostname }) => ({
    id: 'host-unknown',
    what: `The name ${hostname} could not be looked up (EAI_AGAIN)`,
    why: HELD,
    fix: 'check DNS of this machine or container, and the host in OTEL_EXPORTER_OTLP_ENDPOINT',
  }),
  TIMEOUT: timeOut,
  ETIMEDOUT: timeOut,
  EPROTO: plaintext,
  ERR_SSL_WRONG_VERSION_NUMBER: plaintext,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: plaintext,
  CERT_HAS_EXPIRED: ({ origin }) => ({
    id: 'tls-expired',
    what: `The certificate of ${origin} has expired`,
    why: REFUSED,
    fix: "renew the collector's certificate (tls.cert_file in its receiver), and check this machine's clock",
  }),
  CERT_NOT_YET_VALID: ({ origin }) => ({
    id: 'tls-not-yet-valid',
    what: `The certificate of ${origin} is not valid yet`,
    why: REFUSED,
    fix: "check this machine's clock and the dates of the collector's certificate",
  }),
  DEPTH_ZERO_SELF_SIGNED_CERT: authority,
  SELF_SIGNED_CERT_IN_CHAIN: authority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: authority,
  UNABLE_TO_GET_ISSUER_CERT: authority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: authority,
  ERR_TLS_CERT_ALTNAME_INVALID: ({ hostname }) => ({
    id: 'tls-host-mismatch',
    what: `The collector's certificate is for another name than ${hostname}`,
    why: REFUSED,
    fix: "use a name of the certificate in OTEL_EXPORTER_OTLP_ENDPOINT, or add this one to the certificate's subjectAltName",
  }),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate,
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE': clientCertificate,
};

export function classifyFailure(probed: ProbedDestination, { code, message }: HttpFailure): Finding {
  const { url } = probed.destination;
  if (probed.other === 'grpc') return grpcPort(url);
  if (probed.other === 'tls') return plaintextToTls(url);
  const { origin, host, hostname } = new URL(url);
  const explain = EXPLANATIONS[code] ?? otherFailure;
  return { severity: 'error', ...explain({ origin, host, hostname, code, message }) };
}

const otherFailure: Explain = ({ origin, code, message }) => ({
  id: 'connection-failed' satisfies FindingId,
  what: `The connection to ${origin} failed: ${safeText(message)} (${code})`,
  why: HELD,
  fix: "check the endpoint, the network between, and the collector's log",
});
