import type { Finding } from '../finding.js';

/** gRPC's port by convention, and that of OTLP over HTTP. */
const GRPC_PORT = '4317';
const HTTP_PORT = '4318';

export function grpcPort(url: string): Finding {
  return {
    id: 'grpc-port',
    severity: 'error',
    what: `${new URL(url).origin} speaks gRPC (HTTP/2), not OTLP over HTTP`,
    why: 'tracebridge sends OTLP over HTTP: nothing arrives at a gRPC port',
    fix: `OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_ENDPOINT=${withPort(url)}`,
  };
}

export function httpPort(url: string): Finding {
  return {
    id: 'http-port',
    severity: 'error',
    what: `OTEL_EXPORTER_OTLP_PROTOCOL is grpc, but ${new URL(url).origin} speaks HTTP`,
    why: 'OpenTelemetry sends gRPC then: nothing arrives at a port of OTLP over HTTP',
    fix: 'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
  };
}

export function plaintextToTls(url: string): Finding {
  const secure = new URL(url).host;
  return {
    id: 'plaintext-to-tls',
    severity: 'error',
    what: `${new URL(url).origin} wants TLS, but the endpoint begins with http://`,
    why: 'the collector reads no request without TLS, and headers with credentials travel in the clear',
    fix: `OTEL_EXPORTER_OTLP_ENDPOINT=https://${secure}`,
  };
}

function withPort(url: string): string {
  const target = new URL(url);
  if (target.port === GRPC_PORT) target.port = HTTP_PORT;
  else return `${target.protocol}//${target.hostname}:<port of OTLP over HTTP, usually ${HTTP_PORT}>`;
  return target.origin;
}
