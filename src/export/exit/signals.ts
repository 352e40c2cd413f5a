const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Runs `flush` before a signal ends the process, then lets the signal do so: the status is what it would be without us.
 * A second signal ends it at once.
 *
 * The listener is there only while the app has none for that signal. So an app's own handler keeps control, and
 * packages that count listeners to see whether theirs is the only one (`signal-exit`) count right.
 * @returns removes the listeners
 */
export function flushOnSignals(flush: () => Promise<void>): () => void {
  const removers = SIGNALS.map((signal) => new SignalFlush(signal, flush)).map(
    (watch) => () => watch.close(),
  );
  return () => {
    for (const remove of removers) remove();
  };
}

class SignalFlush {
  #installed = false;
  #reconciling = false;
  #flushing = false;
  #closed = false;

  constructor(
    readonly signal: (typeof SIGNALS)[number],
    readonly flush: () => Promise<void>,
  ) {
    process.on('newListener', this.#onChange);
    process.on('removeListener', this.#onChange);
    this.#reconcile();
  }

  close(): void {
    this.#closed = true;
    process.off('newListener', this.#onChange);
    process.off('removeListener', this.#onChange);
    process.off(this.signal, this.#onSignal);
  }

  readonly #onChange = (event: string | symbol, listener: unknown): void => {
    if (event !== this.signal || listener === this.#onSignal || this.#reconciling) return;
    this.#reconciling = true;
    // `newListener` comes before the listener is there. Removing ours at that point would leave none for a moment, and
    // Node would stop to listen for the signal.
    queueMicrotask(() => {
      this.#reconciling = false;
      this.#reconcile();
    });
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
    if (this.#hasOthers()) return;
    if (this.#flushing) {
      this.#end();
      return;
    }
    this.#flushing = true;
    void this.flush().finally(() => this.#end());
  };

  #end(): void {
    this.close();
    process.kill(process.pid, this.signal);
  }
}
