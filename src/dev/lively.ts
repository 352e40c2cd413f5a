/**
 * Variables of an app that sends to a receiver with somebody at its page: the standard delays, of 5 s and more, are made
 * for production.
 */
export function livelyVariables(url: string): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BLRP_SCHEDULE_DELAY: '100',
    OTEL_METRIC_EXPORT_INTERVAL: '2000',
  };
}
