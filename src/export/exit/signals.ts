const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Runs `flush` before a signal ends the process, then lets the signal do so: the status is what it would be without us.
 * A second signal, of whichever kind, ends it at once, after `giveUp`.
 *
 * The listener is there only while the app has none for that signal. So an app's own handler keeps control, and
 * packages that count listeners to see whether theirs is the only one (`signal-exit`) count right.
 * @returns removes the listeners
 */
export function flushOnSignals(flush: () => Promise<void>, giveUp: () => void = () => {}): () => void {
  let flushing = false;
  const onSignal = async (): Promise<void> => {
    if (flushing) return giveUp();
    flushing = true;
    await flush();
  };
  const watches = SIGNALS.map((signal) => new SignalFlush(signal, onSignal));
  return () => {
    for (const watch of watches) watch.close();
  };
}

class SignalFlush {
  #installed = false;
  #reconciling = false;
  #closed = false;

  constructor(
    readonly signal: (typeof SIGNALS)[number],
    readonly beforeEnd: () => Promise<void>,
  ) {
    process.on('newListener', this.#onAdded);
    process.on('removeListener', this.#onRemoved);
    this.#reconcile();
  }

  close(): void {
    this.#closed = true;
    process.off('newListener', this.#onAdded);
    process.off('removeListener', this.#onRemoved);
    process.off(this.signal, this.#onSignal);
  }

  readonly #onAdded = (event: string | symbol, listener: unknown): void => {
    if (event !== this.signal || listener === this.#onSignal || this.#reconciling) return;
    this.#reconciling = true;
    // `newListener` comes before the listener is there. Removing ours at that point would leave none for a moment, and
    // Node would stop to listen for the signal.
    queueMicrotask(() => {
      this.#reconciling = false;
      this.#reconcile();
    });
  };

  /** At once: a listener that was the last one may send itself the signal again, as `signal-exit` does. */
  readonly #onRemoved = (event: string | symbol, listener: unknown): void => {
    if (event === this.signal && listener !== this.#onSignal) this.#reconcile();
  };

  #reconcile(): void {
    const wanted = !this.#closed && !this.#hasOthers();
    if (wanted === this.#installed) return;
    this.#installed = wanted;
    if (wanted) process.on(this.signal, this.#onSignal);
    else process.off(this.signal, this.#onSignal);
  }

  #hasOthers(): boolean {
    return process.listenerCount(this.signal) > (this.#installed ? 1 : 0);
  }

  readonly #onSignal = (): void => {
    if (!this.#hasOthers()) void this.beforeEnd().finally(() => this.#end());
  };

  #end(): void {
    this.close();
    process.kill(process.pid, this.signal);
  }
}
