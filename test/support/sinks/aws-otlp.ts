import { protobufToJson } from '../../../src/otlp/protobuf-to-json.js';
import type { Signal } from '../../../src/otlp/signal.js';
import {
  logsOf,
  metricsOf,
  type OtlpLogRecord,
  type OtlpMetric,
  type OtlpRequest,
  type OtlpSpan,
  spansOf,
  type WithResource,
} from '../backends/otlp-json.js';
import { type Answer, HttpSink, type SinkRequest } from './http-sink.js';
import { type Credentials, type Signed, verifySignature } from './sigv4.js';

interface Endpoint {
  signal: Signal;
  service: string;
  /** Bytes of one request, unpacked. */
  limitBytes: number;
}

const MEBIBYTE = 1_048_576;
const SPANS_A_REQUEST = 10_000;

/** CloudWatch User Guide, "OTLP endpoints": service names and limits. */
const ENDPOINTS: Record<string, Endpoint> = {
  '/v1/traces': { signal: 'traces', service: 'xray', limitBytes: 5 * MEBIBYTE },
  '/v1/logs': { signal: 'logs', service: 'logs', limitBytes: MEBIBYTE },
  '/v1/metrics': { signal: 'metrics', service: 'monitoring', limitBytes: MEBIBYTE },
};

export interface AwsOptions {
  credentials: Credentials;
  region: string;
  /** What exists in CloudWatch Logs: an unknown group or stream is refused, as AWS does. */
  logGroup: string;
  logStream: string;
}

/**
 * AWS's OTLP endpoints for X-Ray, CloudWatch Logs and CloudWatch metrics on one address. Recomputes each request's
 * signature, and refuses what AWS would.
 */
export class AwsOtlp extends HttpSink {
  readonly logs: WithResource<OtlpLogRecord>[] = [];
  readonly spans: WithResource<OtlpSpan>[] = [];
  readonly metrics: WithResource<OtlpMetric>[] = [];
  readonly signed: Signed[] = [];
  /** Reasons for which requests were refused. */
  readonly refused: string[] = [];
  readonly #options: AwsOptions;

  constructor(options: AwsOptions) {
    super();
    this.#options = options;
  }

  protected override answer(request: SinkRequest): Answer {
    try {
      const endpoint = ENDPOINTS[request.path];
      if (endpoint === undefined) return { status: 404 };
      this.#check(request, endpoint);
      this.#keep(request, endpoint.signal);
      return { status: 200, headers: { 'content-type': 'application/x-protobuf' } };
    } catch (error) {
      this.refused.push((error as Error).message);
      return { status: error instanceof RangeError ? 413 : 400, body: (error as Error).message };
    }
  }

  #check(request: SinkRequest, { signal, service, limitBytes }: Endpoint): void {
    const { credentials, region, logGroup, logStream } = this.#options;
    const signed = verifySignature(request, credentials);
    if (signed.region !== region) throw new Error(`signed for region ${signed.region}`);
    if (signed.service !== service) throw new Error(`signed for service ${signed.service}`);
    if (request.body.length > limitBytes) throw new RangeError(`${request.body.length} bytes of ${signal}`);
    if (signal === 'logs') {
      if (request.headers['x-aws-log-group'] !== logGroup) throw new Error('no such log group');
      if (request.headers['x-aws-log-stream'] !== logStream) throw new Error('no such log stream');
    }
    this.signed.push(signed);
  }

  #keep(request: SinkRequest, signal: Signal): void {
    const content = JSON.parse(protobufToJson(signal, request.body).toString('utf8')) as OtlpRequest;
    const spans = spansOf(content);
    if (spans.length > SPANS_A_REQUEST) throw new RangeError(`${spans.length} spans`);
    this.logs.push(...logsOf(content));
    this.spans.push(...spans);
    this.metrics.push(...metricsOf(content));
  }
}
