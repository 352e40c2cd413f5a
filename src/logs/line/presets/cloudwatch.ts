import type { LinePreset, PresetRecord } from './line-preset.js';

/**
 * Trace IDs in X-Ray's form. The console finds the lines of a trace by `AWS-XRAY-TRACE-ID`, which X-Ray's own SDKs
 * write; `xray_trace_id` is the field of Powertools for AWS Lambda, for queries in Logs Insights.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-java-configuration.html#xray-sdk-java-configuration-logging
 */
export const cloudwatch: LinePreset = {
  names: new Set(['xray_trace_id', 'AWS-XRAY-TRACE-ID']),
  text({ traceId, spanId }: PresetRecord): string {
    if (traceId === undefined) return '';
    const id = xrayTraceId(traceId);
    const segment = spanId === undefined ? '' : `@${spanId}`;
    return `,"xray_trace_id":"${id}","AWS-XRAY-TRACE-ID":"${id}${segment}"`;
  },
};

/** The same 128 bits: `1-`, 8 digits, `-`, 24 digits. */
function xrayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}
