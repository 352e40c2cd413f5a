import type { Form } from '../secret-value.js';
import { isPlaceholder } from '../value-shape.js';

/** Whether the value of a name is a secret, written in this form. */
export type IsSecret = (name: string, value: string, form: Form) => boolean;

/** One kind of secret in text. `mask` gets the match and its groups and returns the text in its place. */
export interface SecretPattern {
  /** That of its row in test/fixtures/redaction/rules.txt, where its examples are. */
  name: string;
  /** Text without all of these hints has no match. */
  hints: number;
  /** Nor has text without this. Of at most seven characters: V8 prepares tables to look for longer text. */
  needs?: string;
  /**
   * Made when a text has the hints, since to make all of them takes a part of each start. Global; linear on any input: a
   * bounded or open-ended run is never repeated, and an open-ended run can't start again inside itself.
   */
  expression(): RegExp;
  /** Returns the match itself when it isn't a secret after all. */
  mask(
    replacement: string,
    match: string,
    groups: readonly (string | undefined)[],
    isSecret: IsSecret,
  ): string;
}

export const whole: SecretPattern['mask'] = (replacement) => replacement;
export const afterFirst: SecretPattern['mask'] = (replacement, _, [before]) => before + replacement;

/** Of an expression whose groups are what is before the value, and the value. */
export function secondIf(isSecret: (value: string) => boolean): SecretPattern['mask'] {
  return (replacement, match, [before, value]) =>
    isSecret(value as string) ? `${before}${replacement}` : match;
}
export const secondUnlessPlaceholder = secondIf((value) => !isPlaceholder(value));
