export {
  type BullmqQueue,
  type BullmqWorker,
  instrumentQueue,
  instrumentWorker,
} from './workers/bullmq/instrument.js';
export { type BullmqTelemetryOptions, createTelemetry, telemetry } from './workers/bullmq/telemetry.js';
