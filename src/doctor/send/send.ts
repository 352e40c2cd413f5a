import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environmentForChild } from '../../config/environment.js';
import { REGISTER } from '../../core/register-file.js';
import type { Signal } from '../../otlp/signal.js';
import type { SendReport } from './program.js';

const PROGRAM = join(__dirname, 'program.js');
/** For starting and ending the process, besides the time that sending may take. */
const PROCESS_MILLIS = 10_000;

/** What the bridge made of one trace, one log and one metric. */
export interface Delivery {
  readonly signals: readonly Signal[];
  /** undefined: the program ended before it could tell. */
  readonly report: SendReport | undefined;
  /** What it wrote on stderr. */
  readonly stderr: string;
  /** When the numbers came. */
  readonly at: number;
}

/** Sends over the bridge's own way: in a process with the preload, as an app would. */
export async function sendTelemetry(signals: readonly Signal[], timeoutMillis: number): Promise<Delivery> {
  const child = fork(PROGRAM, [String(timeoutMillis)], {
    execArgv: ['--require', REGISTER],
    env: environmentForChild(variablesFor(signals)),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  let received: { report: SendReport; at: number } | undefined;
  child.once('message', (report) => {
    received = { report: report as SendReport, at: performance.now() };
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), timeoutMillis + PROCESS_MILLIS);
  await once(child, 'close');
  clearTimeout(deadline);
  return { signals, report: received?.report, stderr, at: received?.at ?? performance.now() };
}

/** The app's own environment, but: always sampled and kept, the app's spool left alone, and only what is reachable. */
function variablesFor(signals: readonly Signal[]): Record<string, string> {
  const exporter = (signal: Signal) => (signals.includes(signal) ? 'otlp' : 'none');
  return {
    OTEL_SERVICE_NAME: 'tracebridge-doctor',
    OTEL_TRACES_SAMPLER: 'always_on',
    OTEL_TRACES_EXPORTER: exporter('traces'),
    OTEL_METRICS_EXPORTER: exporter('metrics'),
    OTEL_LOGS_EXPORTER: exporter('logs'),
    TRACEBRIDGE_KEEP: 'all',
    TRACEBRIDGE_LOG_LEVEL: 'info',
    TRACEBRIDGE_SPOOL_DIR: '',
  };
}
