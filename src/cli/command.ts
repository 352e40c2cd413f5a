/** A subcommand, loaded only when it is called. */
export interface Command {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  load(): Promise<CommandModule>;
}

export interface CommandModule {
  readonly usage: string;
  /**
   * @param args what follows the command's name
   * @returns the exit status
   * @throws UsageError when the arguments are wrong
   */
  run(args: string[]): Promise<number>;
}

/** Wrong arguments: told with the command's usage, exit status 2. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}
