/** One fenced block of a page that tells how to do something. */
export interface DocumentedStep {
  /** What the fence says after its language, such as a file's name. */
  readonly note: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a Markdown page, in order. */
export function documentedSteps(markdown: string): DocumentedStep[] {
  return [...markdown.matchAll(/^```(\w+)(?: ([^\n]*))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', note = '', text = '']) => ({ language, note, text }),
  );
}
