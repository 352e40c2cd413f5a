import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { decodeRequest } from '../../../src/otlp/decode-request.js';
import { protobufToJson } from '../../../src/otlp/protobuf-to-json.js';
import { sdkLogs, sdkMetrics, sdkSpans } from '../../support/otlp/sdk-telemetry.js';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Both serializers leave different defaults out, and JSON.stringify makes null of NaN in the SDK's; so the model, in
 * which absent and default are one, is compared.
 */
describe('OpenTelemetry JS serializers', () => {
  test('spans are read the same from protobuf, from JSON and from our JSON', async () => {
    const spans = await sdkSpans();
    const protobuf = Buffer.from(ProtobufTraceSerializer.serializeRequest(spans)!);
    const json = Buffer.from(JsonTraceSerializer.serializeRequest(spans)!);
    const decoded = decodeRequest('traces', protobuf, PROTOBUF);
    expect(decoded).toEqual(decodeRequest('traces', json, JSON_TYPE));
    expect(decoded).toEqual(decodeRequest('traces', protobufToJson('traces', protobuf), JSON_TYPE));
  });

  test('a span keeps every field', async () => {
    const spans = await sdkSpans();
    const [child, root] = decodeRequest(
      'traces',
      Buffer.from(ProtobufTraceSerializer.serializeRequest(spans)!),
      PROTOBUF,
    ).spans;
    expect(root).toMatchObject({
      traceId: spans[1]!.spanContext().traceId,
      spanId: spans[1]!.spanContext().spanId,
      parentSpanId: '',
      name: 'GET /orders/:id',
      kind: 'server',
      status: { code: 'ok', message: '' },
      attributes: {
        text: 'grün ✓ \u0000 "quoted"',
        integer: 42,
        negative: -7,
        double: 0.25,
        no: false,
        numbers: [1, 2.5],
      },
      resource: { attributes: { 'service.name': 'orders', 'process.pid': 42 } },
      scope: { name: 'orders-http', version: '1.2.3', schemaUrl: 'https://opentelemetry.io/schemas/1.37.0' },
    });
    const [seconds, nanos] = spans[1]!.startTime;
    expect(root!.startTimeUnixNano).toBe(BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
    expect(child).toMatchObject({
      parentSpanId: root!.spanId,
      kind: 'client',
      status: { code: 'error', message: 'declined' },
      events: [
        { name: 'cache.miss', attributes: { key: 'order:1' } },
        { name: 'exception', attributes: { 'exception.type': 'TypeError', 'exception.message': 'declined' } },
      ],
      links: [{ traceId: root!.traceId, spanId: root!.spanId, attributes: { reason: 'retry' } }],
    });
  });

  test('logs are read the same from protobuf, from JSON and from our JSON', async () => {
    const logs = await sdkLogs();
    const protobuf = Buffer.from(ProtobufLogsSerializer.serializeRequest(logs)!);
    const json = Buffer.from(JsonLogsSerializer.serializeRequest(logs)!);
    const decoded = decodeRequest('logs', protobuf, PROTOBUF);
    expect(decoded).toEqual(decodeRequest('logs', json, JSON_TYPE));
    expect(decoded).toEqual(decodeRequest('logs', protobufToJson('logs', protobuf), JSON_TYPE));
    expect(decoded.logs).toMatchObject([
      {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        severityNumber: 9,
        severityText: 'INFO',
        body: 'Request started',
        scope: { name: 'orders', version: '2.0.0' },
      },
      { traceId: '', severityNumber: 17, body: { nested: { deep: [1, 'two', null, { three: true }] } } },
      { eventName: 'device.app.lifecycle', body: Buffer.from([0, 1, 254, 255]) },
    ]);
  });

  test('metrics are read from protobuf, and the same from our JSON', async () => {
    const metrics = await sdkMetrics();
    const protobuf = Buffer.from(ProtobufMetricsSerializer.serializeRequest(metrics)!);
    const decoded = decodeRequest('metrics', protobuf, PROTOBUF);
    expect(decodeRequest('metrics', protobufToJson('metrics', protobuf), JSON_TYPE)).toEqual(decoded);
    const byName = Object.fromEntries(decoded.metrics.map((metric) => [metric.name, metric]));
    expect(byName).toMatchObject({
      jobs: {
        unit: '{job}',
        description: 'Jobs done',
        type: 'sum',
        temporality: 'cumulative',
        monotonic: true,
        points: [{ value: 3, attributes: { 'worker.name': 'mail' } }],
      },
      'jobs.active': { type: 'sum', monotonic: false, points: [{ value: -2.5 }] },
      'job.duration': { type: 'histogram', points: [{ count: 1, sum: 0.12, min: 0.12, max: 0.12 }] },
      'payload.size': { type: 'exponentialHistogram', points: [{ count: 4, sum: 5006, zeroCount: 1 }] },
      'not-a-number': { type: 'gauge', points: [{ value: Number.NaN }] },
      infinite: { type: 'gauge', points: [{ value: Number.POSITIVE_INFINITY }] },
    });
  });

  test('JSON with the field names of the .proto files is read the same', async () => {
    const metrics = await sdkMetrics();
    const protobuf = Buffer.from(ProtobufMetricsSerializer.serializeRequest(metrics)!);
    const json = protobufToJson('metrics', protobuf).toString();
    const protoNames = json.replace(/"\w+":/g, (name) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    expect(protoNames).toContain('"resource_metrics":');
    expect(decodeRequest('metrics', Buffer.from(protoNames), JSON_TYPE)).toEqual(
      decodeRequest('metrics', protobuf, PROTOBUF),
    );
  });

  test('metrics that JSON numbers can express are read the same from the JSON serializer', async () => {
    const resourceMetrics = await sdkMetrics();
    for (const scope of resourceMetrics.scopeMetrics) {
      scope.metrics = scope.metrics.filter(({ descriptor }) => !/number|infinite/.test(descriptor.name));
    }
    const json = Buffer.from(JsonMetricsSerializer.serializeRequest(resourceMetrics)!);
    const protobuf = Buffer.from(ProtobufMetricsSerializer.serializeRequest(resourceMetrics)!);
    expect(decodeRequest('metrics', json, JSON_TYPE)).toEqual(decodeRequest('metrics', protobuf, PROTOBUF));
  });
});
