import { createNormalizer, type Normalizer } from '../core/normalize/index.js';
import type { RedactOptions } from '../core/redact/options.js';
import { createRedactor, type Redactor } from '../core/redact/redactor.js';
import { redactOptionsFromEnvironment } from './resolve.js';

/** The normaliser and the redactor that all signals of this process share. */
export interface Values {
  readonly normalizer: Normalizer;
  /** undefined: redaction is switched off. */
  readonly redactor: Redactor | undefined;
}

let current: Values | undefined;

/** As `start()` configured them, else as the environment says. */
export function getValues(): Values {
  current ??= createValues(redactOptionsFromEnvironment());
  return current;
}

export function setValues(values: Values): void {
  current = values;
}

/** @param redact undefined: nothing is masked */
export function createValues(redact: RedactOptions | undefined): Values {
  const redactor = redact === undefined ? undefined : createRedactor(redact);
  return { redactor, normalizer: createNormalizer(redactor === undefined ? {} : { redactor }) };
}
