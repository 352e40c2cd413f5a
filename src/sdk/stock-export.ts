import { randomBytes } from 'node:crypto';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/**
 * Sends one span with OpenTelemetry's own OTLP/HTTP exporter (OTLP as JSON), as an independent check of the way to the
 * collector: it reads the standard variables by itself.
 * @param timeoutMillis bound of the whole, the exporter's retries included
 * @returns `error`: why it did not arrive
 */
export async function exportWithStockExporter(name: string, timeoutMillis: number) {
  const traceId = randomBytes(16).toString('hex');
  const exporter = new OTLPTraceExporter({ timeoutMillis });
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': name }),
    idGenerator: {
      generateTraceId: () => traceId,
      generateSpanId: () => randomBytes(8).toString('hex'),
    },
    spanProcessors: [new SimpleSpanProcessor({ exporter: memory })],
  });
  provider.getTracer(name).startSpan('stock exporter').end();
  const result = await new Promise<ExportResult>((resolve) =>
    exporter.export(memory.getFinishedSpans(), resolve),
  );
  await exporter.shutdown();
  if (result.code === ExportResultCode.SUCCESS) return { traceId };
  return { traceId, error: result.error?.message ?? 'no reason given' };
}
