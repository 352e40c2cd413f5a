/** Loads something anew while telemetry comes, no more often than so many milliseconds. */
export class SlowRefresh {
  #timer: number | undefined;

  constructor(
    private readonly load: () => void,
    private readonly millis = () => 2_000,
  ) {}

  /** Something came. On a paused page nothing is loaded until it is asked for again. */
  ask(isPaused = false): void {
    if (isPaused) {
      this.stop();
      return;
    }
    this.#timer ??= window.setTimeout(() => {
      this.#timer = undefined;
      this.load();
    }, this.millis());
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
