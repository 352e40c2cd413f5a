import type { TelemetryStore } from '../store/telemetry-store.js';
import type { Trace } from '../store/trace.js';
import { isWorkerMetric } from '../store/worker-totals.js';
import { printable } from '../text/printable.js';
import { SettledTraces } from '../view/settled-traces.js';
import { renderTrace } from './render-trace.js';
import { renderWorkers } from './render-workers.js';
import { createStyle, hasColour } from './style.js';

/** Quiet time after which a trace counts as finished: above the batch delay of common SDK settings for development. */
const SETTLE_MILLIS = 1_500;

/** Prints each finished trace, those of one correlation ID together, and the workers' table when it changed. */
export class TerminalView {
  readonly #colour: boolean;
  readonly #settled: SettledTraces;
  readonly #unsubscribe: () => void;
  readonly #printed = new WeakSet<Trace>();
  #workersChanged = false;
  #lastWorkers = '';

  constructor(
    private readonly store: TelemetryStore,
    private readonly out: NodeJS.WritableStream,
    settleMillis = SETTLE_MILLIS,
  ) {
    this.#colour = hasColour(out as NodeJS.WriteStream);
    this.#settled = new SettledTraces(store, settleMillis, (traces) => this.#print(traces));
    this.#unsubscribe = store.subscribe(({ request }) => {
      if (request.signal === 'metrics' && request.metrics.some(isWorkerMetric)) this.#workersChanged = true;
    });
  }

  /** Prints what is pending and ends. */
  close(): void {
    this.#unsubscribe();
    this.#settled.close();
    this.#printWorkers();
  }

  #print(traces: Trace[]): void {
    const style = createStyle(this.#colour);
    const [correlationId] = traces[0]!.correlationIds;
    const lines =
      correlationId === undefined ? '' : `${style('faint', 'correlation')} ${printable(correlationId)}\n`;
    const bodies = traces.map((trace) => this.#render(trace));
    this.out.write(`${lines}${bodies.join('')}\n`);
    this.#printWorkers();
  }

  /** A trace that was printed before is printed whole again: only then do late records stand at their place. */
  #render(trace: Trace): string {
    const note = this.#printed.has(trace) ? 'again, with what came later' : '';
    this.#printed.add(trace);
    return renderTrace(trace, { colour: this.#colour, note });
  }

  #printWorkers(): void {
    if (!this.#workersChanged) return;
    this.#workersChanged = false;
    const table = renderWorkers(this.store.workers.list(), { colour: this.#colour });
    if (table === this.#lastWorkers) return;
    this.#lastWorkers = table;
    this.out.write(`${table}\n`);
  }
}
