import { readOrDefault } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';
import { resolveOptions } from '../config/resolve.js';
import { collectWarnings } from '../core/warn.js';
import { type DestinationConfig, STDOUT_URL } from '../export/config-types.js';
import { SIGNALS, type Signal } from '../otlp/signal.js';
import { createExportConfig, exportersOf, grpcSignals } from '../sdk/export-config.js';
import type { AppRun } from './app/run-app.js';
import type { ProbedDestination } from './network/probe.js';
import type { Delivery } from './send/send.js';

export interface DoctorOptions {
  /** The folder whose node_modules are looked at, and in which the app is started. */
  readonly cwd: string;
  /** Jaeger's query address; looked for on the collector's host when undefined. */
  readonly jaeger?: string;
  /** The app's command line. */
  readonly command?: readonly string[];
  /** Run the command as it is, even when it does not load the preload. */
  readonly asIs: boolean;
  /** How long the app runs before it is looked at. */
  readonly seconds: number;
  /** Bound of each wait for the network, in milliseconds. */
  readonly timeoutMillis: number;
}

/** What checks leave for later ones. */
export interface DoctorResults {
  probes: readonly ProbedDestination[];
  delivery?: Delivery;
  /** The trace that the stock exporter delivered. */
  stockTraceId?: string;
  app?: AppRun;
}

export interface DoctorContext {
  readonly options: DoctorOptions;
  readonly settings: ResolvedOptions;
  /** `OTEL_SDK_DISABLED` */
  readonly disabled: boolean;
  /** Signals whose protocol is grpc. */
  readonly grpc: readonly Signal[];
  /** Signals that go out over OTLP, and where to. */
  readonly destinations: ReadonlyMap<Signal, DestinationConfig>;
  readonly results: DoctorResults;
}

/** Reads the environment. Bad values are told by a check of their own, not here. */
export function createContext(options: DoctorOptions): DoctorContext {
  let context: DoctorContext | undefined;
  collectWarnings(() => {
    const settings = resolveOptions();
    const exported = SIGNALS.filter((signal) => exportersOf(signal).includes('otlp'));
    const { destinations } = createExportConfig(settings, exported);
    context = {
      options,
      settings,
      disabled: readOrDefault('OTEL_SDK_DISABLED'),
      grpc: grpcSignals(),
      destinations: new Map(
        (Object.entries(destinations) as [Signal, DestinationConfig][]).filter(
          ([, { url }]) => url !== STDOUT_URL,
        ),
      ),
      results: { probes: [] },
    };
  });
  return context as DoctorContext;
}
