export type { LogPreset } from './config/start-options.js';
export type { RedactOptions } from './core/redact/options.js';
export { type StructuredJsonOptions, structuredJson } from './logs/line/structured-json.js';
export { redact } from './logs/winston/redact-format.js';
export { TracebridgeTransport, type TracebridgeTransportOptions } from './logs/winston/transport.js';
