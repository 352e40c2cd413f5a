import type { HrTime } from '@opentelemetry/api';
import type { ActiveContext } from '../record/active-context.js';
import type { Info } from '../record/info.js';
import type { Levels } from '../record/level.js';
import type { CapturedLog } from '../record/log-record.js';

/** What a logger and its context bring to each info. */
export interface Surroundings {
  readonly levels: Levels;
  readonly active: ActiveContext;
  /** Whether somebody takes records. */
  readonly hasSink: boolean;
  /** Of the call. @default now */
  readonly time?: HrTime | undefined;
}

export interface RenderedLine {
  readonly line: string;
  /** Of a format that adds one. */
  readonly timestamp: string | undefined;
  /** undefined: nobody takes records. */
  readonly record: CapturedLog | undefined;
}

/** A winston format whose effect is known: what it makes of an info can be made without running it. */
export interface LineFormat {
  /** Whether its lines have the context's fields and no secrets of themselves, without infos that are prepared so. */
  readonly isStructured: boolean;
  /** Whether the format is still what was known of it. */
  isKnown(): boolean;
  /** Whether its lines can be made later, with the time of their call. */
  readonly isTimed: boolean;
  /**
   * The line and the record of an info, the same as capturing and the format make.
   * @returns undefined, with nothing changed, for an info of which the format can't say: run the format
   */
  render(info: Info, level: string, surroundings: Surroundings): RenderedLine | undefined;
  /** Leaves on the info what the format would. */
  finish(info: Info, rendered: RenderedLine): void;
  /** Runs the format, as if it were then. Of a format that can't render every info. */
  transformAt?(info: Info, unixMillis: number): unknown;
  /** Whether nobody would notice that the format is not run for an info that no transport takes. */
  isSilent(info: Info): boolean;
}
