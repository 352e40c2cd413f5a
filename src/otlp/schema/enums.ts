const severities = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) => [
  `SEVERITY_NUMBER_${name}`,
  `SEVERITY_NUMBER_${name}2`,
  `SEVERITY_NUMBER_${name}3`,
  `SEVERITY_NUMBER_${name}4`,
]);

/** Names of the enumerations' values, each at the index of its number. */
export const ENUMS = {
  SpanKind: [
    'SPAN_KIND_UNSPECIFIED',
    'SPAN_KIND_INTERNAL',
    'SPAN_KIND_SERVER',
    'SPAN_KIND_CLIENT',
    'SPAN_KIND_PRODUCER',
    'SPAN_KIND_CONSUMER',
  ],
  StatusCode: ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'],
  SeverityNumber: ['SEVERITY_NUMBER_UNSPECIFIED', ...severities],
  AggregationTemporality: [
    'AGGREGATION_TEMPORALITY_UNSPECIFIED',
    'AGGREGATION_TEMPORALITY_DELTA',
    'AGGREGATION_TEMPORALITY_CUMULATIVE',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
