/** One environment variable, as documentation and `tracebridge doctor` list it. */
export interface VariableDescription {
  /** Values that are taken. */
  readonly values: string;
  /** What holds when it is unset. */
  readonly default: string;
  readonly meaning: string;
}
