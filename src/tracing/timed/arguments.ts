import { getValues, type Values } from '../../config/values.js';
import { createNormalizer, type Normalizer } from '../../core/normalize/index.js';
import { isPlainObject } from '../../core/plain.js';

/** Fields of the log lines of a call with `logArgs`. */
export interface ArgumentTexts {
  /** Positional arguments, as a JSON array. */
  args?: string;
  /** A last argument that is a plain object, as JSON. */
  kwargs?: string;
}

/** UTF-16 units of each text, its "…" included. */
const MAX_CHARS = 200;

/** More than 200 characters show, so that a secret that is cut in half is still recognised and masked. */
const LIMITS = { depth: 6, values: 100, stringChars: 1_000, totalChars: 4_000, bytes: 96 };

let normalizer: Normalizer | undefined;
let madeFrom: Values | undefined;

/** Renders arguments as they are now, before the function can change them. Never throws. */
export function captureArguments(args: readonly unknown[]): ArgumentTexts {
  const last = args.at(-1);
  const texts: ArgumentTexts = {};
  const positional = isPlainObject(last) ? args.slice(0, -1) : args;
  if (positional.length > 0) texts.args = render(positional);
  if (positional.length < args.length) texts.kwargs = render(last);
  return texts;
}

function render(value: unknown): string {
  const text = JSON.stringify(currentNormalizer().toPlain(value));
  return text.length <= MAX_CHARS
    ? text
    : `${text
        .slice(0, MAX_CHARS - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}

function currentNormalizer(): Normalizer {
  const values = getValues();
  if (normalizer === undefined || values !== madeFrom) {
    madeFrom = values;
    normalizer = createNormalizer({ limits: LIMITS, ...(values.redactor && { redactor: values.redactor }) });
  }
  return normalizer;
}
