import { randomBytes } from 'node:crypto';
import type { KeyValue } from './otlp-json.js';

export const newTraceId = (): string => randomBytes(16).toString('hex');
export const newSpanId = (): string => randomBytes(8).toString('hex');

const nowNano = (): string => `${BigInt(Date.now()) * 1_000_000n}`;
const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
const attributesOf = (fields: Record<string, string | number>): KeyValue[] =>
  Object.entries(fields).map(([key, value]) =>
    typeof value === 'number' ? { key, value: { intValue: value } } : text(key, value),
  );

const SHOP = { 'service.name': 'shop', 'service.version': '1.2.3', 'host.name': 'box-1' };
const scope = { name: 'test' };

/** Sends plain OTLP/HTTP JSON: a sender that has nothing of ours in it. Rejects unless the Collector has accepted. */
export class OtlpSender {
  readonly #url: string;
  readonly #resource: { attributes: KeyValue[] };

  constructor(url: string, resource: Record<string, string> = SHOP) {
    this.#url = url;
    this.#resource = { attributes: attributesOf(resource) };
  }

  async post(signal: 'traces' | 'logs' | 'metrics', body: unknown): Promise<void> {
    const response = await fetch(`${this.#url}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`OTLP ${signal}: ${response.status} ${answer}`);
  }

  async log(
    message: string,
    { traceId = newTraceId(), spanId = newSpanId(), ...fields }: LogFields = {},
  ): Promise<void> {
    await this.logs([{ message, traceId, spanId, fields }]);
  }

  async logs(records: readonly LogInput[]): Promise<void> {
    const logRecords = records.map(({ message, traceId, spanId, fields = {} }) => ({
      timeUnixNano: nowNano(),
      severityNumber: 9,
      severityText: 'INFO',
      body: { stringValue: message },
      attributes: attributesOf(fields),
      traceId,
      spanId,
    }));
    await this.post('logs', {
      resourceLogs: [{ resource: this.#resource, scopeLogs: [{ scope, logRecords }] }],
    });
  }

  async span(name: string, input: SpanInput = {}): Promise<{ traceId: string; spanId: string }> {
    const { traceId = newTraceId(), spanId = newSpanId() } = input;
    await this.spans([{ ...input, name, traceId, spanId }]);
    return { traceId, spanId };
  }

  async spans(inputs: readonly (SpanInput & { name: string })[]): Promise<void> {
    const spans = inputs.map((input) => {
      const {
        name,
        traceId = newTraceId(),
        spanId = newSpanId(),
        fields = {},
        failed,
        durationMillis = 5,
      } = input;
      const end = nowNano();
      return {
        traceId,
        spanId,
        name,
        kind: 2,
        startTimeUnixNano: `${BigInt(end) - BigInt(durationMillis) * 1_000_000n}`,
        endTimeUnixNano: end,
        attributes: attributesOf(fields),
        status: failed ? { code: 2 } : {},
      };
    });
    await this.post('traces', {
      resourceSpans: [{ resource: this.#resource, scopeSpans: [{ scope, spans }] }],
    });
  }

  async counter(name: string, value: number, fields: Fields = {}): Promise<void> {
    const dataPoints = [
      {
        asInt: String(value),
        timeUnixNano: nowNano(),
        startTimeUnixNano: nowNano(),
        attributes: attributesOf(fields),
      },
    ];
    const metrics = [{ name, unit: '1', sum: { dataPoints, aggregationTemporality: 1, isMonotonic: true } }];
    await this.post('metrics', {
      resourceMetrics: [{ resource: this.#resource, scopeMetrics: [{ scope, metrics }] }],
    });
  }
}

type Fields = Record<string, string | number>;
type LogFields = Fields & { traceId?: string; spanId?: string };

export interface LogInput {
  message: string;
  traceId?: string;
  spanId?: string;
  fields?: Fields;
}

export interface SpanInput {
  failed?: boolean;
  durationMillis?: number;
  traceId?: string;
  spanId?: string;
  fields?: Fields;
}
