import { readOrDefault } from '../config/environment.js';
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

export type DoctorContext = Readonly<ReturnType<typeof readContext>>;

/** Reads the environment. Bad values are told by a check of their own, not here. */
export function createContext(options: DoctorOptions): DoctorContext {
  let context: DoctorContext | undefined;
  collectWarnings(() => {
    context = readContext(options);
  });
  return context as DoctorContext;
}

function readContext(options: DoctorOptions) {
  const settings = resolveOptions();
  const exported = SIGNALS.filter((signal) => exportersOf(signal).includes('otlp'));
  const { destinations } = createExportConfig(settings, exported);
  const entries = Object.entries(destinations) as [Signal, DestinationConfig][];
  const results: DoctorResults = { probes: [] };
  return {
    options,
    settings,
    disabled: readOrDefault('OTEL_SDK_DISABLED'),
    grpc: grpcSignals(),
    /** Signals that go out over OTLP, and where to. */
    destinations: new Map(entries.filter(([, { url }]) => url !== STDOUT_URL)),
    results,
  };
}
