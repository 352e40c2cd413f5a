import { isMainThread } from 'node:worker_threads';
import { startTimer } from '../../core/outside-context.js';
import { quietly } from '../../core/quietly.js';
import { replaceMethod } from '../../core/replace-method.js';
import { settleStderr } from '../../core/stderr.js';
import { warn } from '../../core/warn.js';
import { type Budget, growingBudget } from '../budget.js';
import type { OwnedExportChannel } from '../channel.js';
import type { ExportConfig } from '../config-types.js';
import { type End, keepSummary, lossSummary } from '../warnings/summary.js';
import { addLastExitListener } from './last-listener.js';
import { flushOnSignals } from './signals.js';

/** Longest that `prepare` may take. Milliseconds. */
const PREPARE_MILLIS = 500;

/** How long the end waits for a full stderr, as far as the budget allows, but at least. Milliseconds. */
const STDERR_MILLIS = { most: 500, least: 100 };

/**
 * Longest that an end may take where the exporter thread takes long to boot: that is a machine on which the app took a
 * multiple of it to start. Milliseconds.
 */
const STARVED_MILLIS = 20_000;

/** The first and the last. */
const OWN_EXIT_LISTENERS = 2;

interface ReallyExiting extends NodeJS.Process {
  reallyExit(this: unknown, ...args: unknown[]): never;
}

/** Hands over what is not recorded at once, such as metrics. */
interface ExitPreparation {
  /** At a natural end and on signals. */
  prepare(): Promise<void>;
  /** At any end, also after {@link prepare}: what is new. There may be no event loop any more. */
  prepareAtOnce(): void;
  /** The process ends, whatever the app does: nothing is to wait for anything that comes later. */
  endWaiting(): void;
  /** All is delivered or lost: what takes time and is in no hurry. Does not throw. */
  ended(): void;
}

const NOTHING: ExitPreparation = {
  prepare: async () => {},
  prepareAtOnce: () => {},
  endWaiting: () => {},
  ended: () => {},
};

/**
 * Sees to it that what was accepted is delivered before the process ends, whichever way it ends, within the budgets of
 * the configuration; and that losses are told. Exit code, signal status and the app's own handlers stay as they are.
 *
 * In a thread of the app whose records are in a ring only the preparation is needed: the ring outlives it.
 * @returns ends that when the channel was shut down, and tells what was lost by then
 */
export function flushAtExit(
  channel: OwnedExportChannel,
  config: ExportConfig,
  preparation: ExitPreparation = NOTHING,
): () => void {
  if (!isMainThread && !channel.needsEventLoop) {
    const prepare = (): void => prepareEnd(preparation);
    process.on('exit', prepare);
    return () => process.off('exit', prepare);
  }
  const exit = new ExitFlush(channel, config, preparation);
  // First, because a listener may end the process by itself or throw, and then none follows.
  process.prependListener('exit', exit.first);
  process.on('uncaughtExceptionMonitor', exit.onThrow);
  process.on('beforeExit', exit.onBeforeExit);
  const removeLast = addLastExitListener(exit.last);
  const removeSignals = flushOnSignals({
    flush: exit.onSignal,
    giveUp: exit.onSecondSignal,
    flushSync: exit.onOwnSignal,
  });
  // What process.exit() calls after its listeners, and where one of them calls it again, instead of the others.
  const removeReallyExit = replaceMethod(
    process as ReallyExiting,
    'reallyExit',
    (reallyExit) =>
      function (this: unknown, ...args) {
        exit.atOnce();
        return reallyExit.apply(this, args);
      },
  );
  return () => {
    exit.tell('shutdown');
    process.off('exit', exit.first);
    process.off('uncaughtExceptionMonitor', exit.onThrow);
    process.off('beforeExit', exit.onBeforeExit);
    removeLast();
    removeSignals();
    removeReallyExit();
  };
}

/** What fails at the end would give the process another status. */
const DELIVERY = 'delivery at exit';

function prepareAtOnce(preparation: ExitPreparation): void {
  quietly('what is recorded at the end', () => preparation.prepareAtOnce());
}

function prepareEnd(preparation: ExitPreparation): void {
  quietly('what waits at the end', () => preparation.endWaiting());
  prepareAtOnce(preparation);
}

class ExitFlush {
  #budget: Budget | undefined;
  /** Lines of the summary, each told once. */
  readonly #told = new Set<string>();
  #prepared = false;
  #gaveUp = false;
  /** The app has listeners of `exit`, which may record something. */
  #othersFollow = false;
  #ended = false;

  constructor(
    readonly channel: OwnedExportChannel,
    readonly config: ExportConfig,
    readonly preparation: ExitPreparation,
  ) {}

  readonly first = (): void => {
    this.#budget ??= this.#budgetOf(this.config.exitTimeoutMillis);
    this.#othersFollow = process.listenerCount('exit') > OWN_EXIT_LISTENERS;
    prepareEnd(this.preparation);
    quietly(DELIVERY, () => this.#flush());
  };

  readonly last = (): void => {
    this.#ended = true;
    // The app may have removed all listeners of `exit` before it added its own: only this one moved behind that.
    if (this.#budget === undefined) this.first();
    if (this.#othersFollow) prepareAtOnce(this.preparation);
    quietly(DELIVERY, () => {
      this.#flush();
      // Listeners that were added in the same call stack as process.exit() still come.
      this.channel.endWith((settled) => this.#finish(settled), this.#budget!);
      settleStderr(stderrMillis(this.#budget!));
    });
    this.preparation.ended();
  };

  #flush(): void {
    // Told at once, because there may be no other listener after this one.
    if (!this.channel.flushSync(this.#budget!)) this.#finish(false);
  }

  /** An error that nobody catches. A listener of `exit` that throws keeps those after it from being called. */
  readonly onThrow = (): void => {
    if (this.#budget !== undefined) this.last();
    else if (process.listenerCount('uncaughtException') > 0) whenListenerThrows(this.atOnce);
  };

  /** No listener of `exit` is called any more, and maybe none was. */
  readonly atOnce = (): void => {
    if (!this.#ended) this.last();
  };

  readonly onBeforeExit = (): void => {
    if (!this.#prepared) {
      // Once: it may wake the event loop, and this event comes again.
      this.#prepared = true;
      void this.#prepare().then(() => this.#flushNaturally());
      return;
    }
    prepareAtOnce(this.preparation);
    this.#flushNaturally();
  };

  #flushNaturally(): void {
    if (!this.channel.needsEventLoop || this.#gaveUp || this.channel.isSettled()) return;
    void this.channel.flushAtEnd(this.#budgetOf(this.config.exitTimeoutMillis)).then((settled) => {
      if (settled) return;
      // What a spool keeps is never settled: this event would come for ever.
      this.#gaveUp = true;
      this.#finish(false);
    });
  }

  readonly onSignal = async (): Promise<void> => {
    const budget = this.#budgetOf(this.config.signalTimeoutMillis);
    quietly('what waits at the end', () => this.preparation.endWaiting());
    await this.#prepare();
    const flushed = await this.channel.flushAtEnd(budget);
    // The event loop ran on, and an app under load has recorded more.
    this.#finish(flushed && this.channel.flushSync(budget));
    settleStderr(stderrMillis(budget));
    this.preparation.ended();
  };

  /** Inline nothing is delivered without the event loop, which runs until the event `exit`. */
  readonly onOwnSignal = (): boolean => {
    if (this.config.mode === 'inline' && this.#budget === undefined) return false;
    this.atOnce();
    return true;
  };

  readonly onSecondSignal = (): void => {
    quietly(DELIVERY, () => {
      this.#finish(this.channel.isSettled());
      settleStderr(STDERR_MILLIS.least);
    });
  };

  /** An observable that answers late, or never, must not hold up the end. */
  async #prepare(): Promise<void> {
    const { promise: preparedOrLate, resolve } = Promise.withResolvers<void>();
    const timer = startTimer(resolve, PREPARE_MILLIS);
    this.preparation.prepare().then(resolve, () => resolve());
    await preparedOrLate;
    clearTimeout(timer);
  }

  #budgetOf(millis: number): Budget {
    const { signalTimeoutMillis } = this.config;
    return growingBudget(() => this.channel.progress(), millis, signalTimeoutMillis, STARVED_MILLIS);
  }

  #finish(settled: boolean): void {
    if (settled) this.channel.keepAccount.dropWaiting();
    else this.channel.closeAccount();
    this.tell('exit');
  }

  tell(end: End): void {
    const stats = this.channel.stats();
    const lines = [...lossSummary(stats, end), ...keepSummary(stats, end)];
    for (const line of lines) {
      if (!this.#told.has(line)) warn(line);
      this.#told.add(line);
    }
  }
}

/**
 * Calls `fn` if a listener of the `uncaughtException` that Node.js emits next throws: it ends the process then, without
 * `exit`. Not by catching that: Node.js prints the line that threw last.
 */
function whenListenerThrows(fn: () => void): void {
  const restore = replaceMethod(
    process as { emit: (...args: unknown[]) => unknown },
    'emit',
    (emit) =>
      function (this: NodeJS.Process, ...args) {
        if (args[0] !== 'uncaughtException') return Reflect.apply(emit, this, args);
        restore();
        let hasThrown = true;
        try {
          const result: unknown = Reflect.apply(emit, this, args);
          hasThrown = false;
          return result;
        } finally {
          if (hasThrown) fn();
        }
      },
  );
}

function stderrMillis(budget: Budget): number {
  return Math.min(STDERR_MILLIS.most, Math.max(STDERR_MILLIS.least, budget.leftMillis()));
}
