export { ProtoWriter } from '../protobuf/writer.js';
export { encodeLogRecord } from './log-record.js';
export { countDataPoints, encodeScopeMetrics } from './metrics.js';
export { encodeReadableLogRecord } from './readable-log-record.js';
export { encodeResource, encodeScope } from './resource.js';
export { encodeSpan } from './span.js';
