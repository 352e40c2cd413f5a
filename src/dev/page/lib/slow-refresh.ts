const REFRESH_MILLIS = 2_000;

/** Loads a view anew while telemetry comes, no more often than every two seconds. */
export class SlowRefresh {
  readonly #load: () => void;
  #timer: number | undefined;

  constructor(load: () => void) {
    this.#load = load;
  }

  /** Something came. */
  ask(): void {
    this.#timer ??= window.setTimeout(() => {
      this.#timer = undefined;
      this.#load();
    }, REFRESH_MILLIS);
  }

  /** Nothing is loaded until it is asked for again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
