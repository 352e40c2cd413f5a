import './testing/matchers/declarations.js';
import { registerMatchers } from './testing/matchers/register.js';

export { captureTelemetry } from './testing/capture-telemetry.js';
export type { CapturedLogRecord } from './testing/captured-log.js';
export type { CapturedMetric } from './testing/captured-metric.js';
export type { CapturedSpan, SpanKindName, SpanStatusName } from './testing/captured-span.js';
export type { CapturedTelemetry, CaptureOptions } from './testing/captured-telemetry.js';
export type {
  ExpectedLog,
  ExpectedSpan,
  ExpectedTrace,
  TelemetryMatchers,
} from './testing/matchers/expected.js';
export { matchers } from './testing/matchers/register.js';

// As a setup file (`setupFilesAfterEnv` of jest, `setupFiles` of vitest) the entry alone adds the matchers.
registerMatchers();
