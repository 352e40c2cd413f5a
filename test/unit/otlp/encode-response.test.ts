import {
  JsonLogsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { encodeResponse, encodeStatus } from '../../../src/otlp/encode-response.js';

const PARTIAL = { rejected: 300, message: 'Spans without a trace ID: ü' };

describe('encodeResponse', () => {
  test('is empty when all was taken', () => {
    expect(encodeResponse('logs', 'protobuf')).toHaveLength(0);
    expect(encodeResponse('logs', 'json').toString()).toBe('{}');
  });

  test("OpenTelemetry's deserializers read the partial success of each signal", () => {
    expect(
      ProtobufTraceSerializer.deserializeResponse(encodeResponse('traces', 'protobuf', PARTIAL)),
    ).toEqual({
      partialSuccess: { rejectedSpans: 300, errorMessage: PARTIAL.message },
    });
    expect(ProtobufLogsSerializer.deserializeResponse(encodeResponse('logs', 'protobuf', PARTIAL))).toEqual({
      partialSuccess: { rejectedLogRecords: 300, errorMessage: PARTIAL.message },
    });
    expect(
      ProtobufMetricsSerializer.deserializeResponse(encodeResponse('metrics', 'protobuf', PARTIAL)),
    ).toEqual({
      partialSuccess: { rejectedDataPoints: 300, errorMessage: PARTIAL.message },
    });
    expect(JsonLogsSerializer.deserializeResponse(encodeResponse('logs', 'json', PARTIAL))).toEqual({
      partialSuccess: { rejectedLogRecords: '300', errorMessage: PARTIAL.message },
    });
  });
});

describe('encodeStatus', () => {
  test('is a google.rpc.Status in both encodings', () => {
    expect(JSON.parse(encodeStatus('json', 3, 'bad').toString())).toEqual({ code: 3, message: 'bad' });
    expect(encodeStatus('protobuf', 3, 'bad')).toEqual(Buffer.from([0x08, 3, 0x12, 3, 0x62, 0x61, 0x64]));
  });
});
