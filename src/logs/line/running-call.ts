import type { ActiveContext } from '../record/active-context.js';
import type { Info } from '../record/info.js';
import type { Levels } from '../record/level.js';
import type { CapturedLog } from '../record/log-record.js';

/**
 * A log call whose info is with the formats of its logger, or with transports that have formats of their own. Formats
 * copy infos, and nothing of ours may be seen on an info, so what they need of the call is found here.
 */
export interface RunningCall {
  /** The logger that it was written to. */
  readonly logger: object;
  readonly active: ActiveContext;
  /** The info as it was before the formats. */
  readonly original: Info;
  /** Names of the fields that capturing added. */
  readonly added: ReadonlySet<string> | undefined;
  readonly levels: Levels;
  /** Made by a {@link structuredJson} among the formats. */
  record: CapturedLog | undefined;
}

let running: RunningCall | undefined;

export function runningCall(): RunningCall | undefined {
  return running;
}

/** @returns what is to be given to {@link leaveCall} */
export function enterCall(call: RunningCall): RunningCall | undefined {
  const outer = running;
  running = call;
  return outer;
}

export function leaveCall(outer: RunningCall | undefined): void {
  running = outer;
}
