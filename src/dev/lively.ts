/** Delays for somebody who looks at the page: the standard ones, of 5 s and more, are made for production. */
export const LIVELY = {
  OTEL_BSP_SCHEDULE_DELAY: '100',
  OTEL_BLRP_SCHEDULE_DELAY: '100',
  OTEL_METRIC_EXPORT_INTERVAL: '2000',
};
