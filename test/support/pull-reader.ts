import { MetricReader } from '@opentelemetry/sdk-metrics';

/** Metrics of the SDK, collected when a test asks for them. */
export class PullReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}
