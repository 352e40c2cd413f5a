export type { LogPreset } from './config/log-presets.js';
export type { RedactOptions } from './core/redact/options.js';
export { redact } from './logs/redact-format.js';
export { type StructuredJsonOptions, structuredJson } from './logs/structured-json.js';
export { TracebridgeTransport, type TracebridgeTransportOptions } from './logs/transport.js';
