import { constants } from 'node:os';
import { replaceMethod } from '../../core/replace-method.js';

/** The last one is how nodemon ends an app to start it again. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const;

interface SignalFlushes {
  flush(): Promise<void>;
  /** There is a second signal before that has ended. */
  giveUp?(): void;
  /** Without the event loop. Returns false where nothing can be flushed so, and the event loop still runs. */
  flushSync?(): boolean;
}

/**
 * Runs `flush` before a signal ends the process, then lets the signal do so: the status is what it would be without us.
 * A second signal, of whichever kind, ends it at once, after `giveUp`.
 *
 * The listener is there only while the app has none for that signal. So an app's own handler keeps control, and
 * packages that count listeners to see whether theirs is the only one (`signal-exit`) count right.
 *
 * A process that sends itself a signal without a handler ends within `process.kill()`, in many apps after a handler that
 * removed itself: with our listener it would go on until the event loop turns, or end by itself without. So it is flushed
 * within the call; where that needs the event loop our listener takes the signal, and the call returns.
 * @returns removes the listeners
 */
export function flushOnSignals({ flush, giveUp, flushSync }: SignalFlushes): () => void {
  let flushing = false;
  const onSignal = async (): Promise<void> => {
    if (flushing) return giveUp?.();
    flushing = true;
    await flush();
  };
  const watches = SIGNALS.map((signal) => new SignalFlush(signal, onSignal));
  const removeKill = replaceMethod(process, 'kill', (kill) => {
    return function (this: unknown, ...args) {
      const [pid, signal] = args;
      const ending = isOwn(pid) ? watches.find((watch) => watch.isEndedBy(signal)) : undefined;
      if (ending !== undefined) {
        // Throws where there is no such group.
        kill.call(this, pid, 0);
        if (flushSync?.()) ending.close();
        else ending.reconcile();
      }
      return kill.apply(this, args);
    };
  });
  return () => {
    for (const watch of watches) watch.close();
    removeKill();
  };
}

/** Whether it is this process, or its group, which is 0 or negative. Node.js takes a number that is written as text. */
function isOwn(pid: unknown): boolean {
  if (typeof pid !== 'number' && typeof pid !== 'string') return false;
  return Number(pid) === 0 || Math.abs(Number(pid)) === process.pid;
}

class SignalFlush {
  #installed = false;
  #reconciling = false;
  #closed = false;

  constructor(
    readonly signal: (typeof SIGNALS)[number],
    readonly beforeEnd: () => Promise<void>,
  ) {
    process.on('newListener', this.#onChange);
    process.on('removeListener', this.#onChange);
    this.reconcile();
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
      this.reconcile();
    });
  };

  /** Listens, or no longer, as the app's own listeners are by now. */
  reconcile(): void {
    const wanted = !this.#closed && !this.#hasOthers();
    if (wanted === this.#installed) return;
    this.#installed = wanted;
    if (wanted) process.on(this.signal, this.#onSignal);
    else process.off(this.signal, this.#onSignal);
  }

  /** Whether the process would end by this signal, were our listener not there. */
  isEndedBy(signal: string | number | undefined): boolean {
    const isThis =
      typeof signal === 'number'
        ? signal === constants.signals[this.signal]
        : (signal || 'SIGTERM') === this.signal;
    return isThis && !this.#closed && !this.#hasOthers();
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
