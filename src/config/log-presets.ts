/** Whose field names the JSON line carries beside our own. */
export type LogPreset = 'none' | 'datadog' | 'cloudwatch';

export const LOG_PRESETS: readonly LogPreset[] = ['none', 'datadog', 'cloudwatch'];
