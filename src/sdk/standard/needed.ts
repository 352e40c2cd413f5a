import { read } from '../../config/environment.js';
import { SIGNALS } from '../../otlp/signal.js';
import { exportersOf, grpcSignals } from '../export-config.js';

/** Exporters of the standard variables that only OpenTelemetry's own SDK set-up has. */
const STANDARD_ONLY: readonly string[] = ['prometheus', 'zipkin'];

/** Whether the environment asks for something that the bridge's own export does not serve. */
export function needsStandardSdk(): boolean {
  if (read('OTEL_CONFIG_FILE') !== undefined) return true;
  const grpc = grpcSignals();
  return SIGNALS.some((signal) => {
    const names = exportersOf(signal);
    return (
      names.some((name) => STANDARD_ONLY.includes(name)) || (grpc.includes(signal) && names.includes('otlp'))
    );
  });
}
