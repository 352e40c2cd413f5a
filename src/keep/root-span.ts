/** The span that a unit begins and ends with. */
export interface RootSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
