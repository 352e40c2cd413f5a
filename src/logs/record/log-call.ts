import type { HrTime } from '@opentelemetry/api';
import type { Normalizer } from '../../core/normalize/index.js';
import type { PlainException } from '../../core/plain.js';
import type { ActiveContext } from './active-context.js';
import { type Levels, severityOf } from './level.js';
import { type CapturedLog, createRecord } from './log-record.js';
import { moveReserved } from './reserved.js';

/** A log call as its source knows it: an info of winston's, a call of `getLogger`, one of `console`. */
export interface LogCall {
  readonly level: string;
  /** The levels of the logger; undefined: the usual ones. */
  readonly levels: Levels | undefined;
  readonly logger: string | undefined;
  /** Any value. */
  readonly message: unknown;
  readonly exception: PlainException | undefined;
  /** Any values, under any names. */
  readonly fields: object | undefined;
  /** Names among the fields that are no fields of the call. */
  readonly skip: ReadonlySet<string> | undefined;
}

/**
 * Makes the record of a call: values normalised and masked, once.
 * @param time default: now
 */
export function recordOf(
  call: LogCall,
  active: ActiveContext,
  normalizer: Normalizer,
  time?: HrTime,
): CapturedLog {
  const { fields } = call;
  const plain = fields === undefined ? undefined : normalizer.toFields(fields, call.skip);
  return createRecord(
    severityOf(call.level, call.levels),
    cleanName(call.logger, normalizer),
    normalizer.toText(withoutColours(call.message)),
    call.exception,
    plain === undefined ? undefined : moveReserved(plain, active.contextFields),
    active,
    time,
  );
}

let lastName: string | undefined;
let lastClean: string | undefined;
let lastNormalizer: Normalizer | undefined;

/** Name of a logger as it is written. Consecutive records mostly come from one. */
export function cleanName(name: string | undefined, normalizer: Normalizer): string | undefined {
  if (name !== lastName || normalizer !== lastNormalizer) {
    lastClean = name === undefined ? undefined : normalizer.toText(name);
    lastName = name;
    lastNormalizer = normalizer;
  }
  return lastClean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of winston's colorize format begin with ESC
const COLOURS = /\u001b\[[\d;]*m/g;

function withoutColours(message: unknown): unknown {
  return typeof message === 'string' && message.includes('\u001b[') ? message.replace(COLOURS, '') : message;
}
