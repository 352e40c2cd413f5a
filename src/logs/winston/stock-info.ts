import { additionOf } from '../line/stock/addition.js';
import { pipelineOf } from '../line/stock/pipeline.js';
import { stockLine } from '../line/stock/stock-line.js';
import type { ActiveContext } from '../record/active-context.js';
import { type CapturedLogger, INJECTED, type Info, levelOfInfo, MESSAGE, RECORD } from '../record/info.js';
import { hasLogSink } from '../record/sink.js';

/**
 * What capturing and a format of winston's own parts make of an info, for its transports: the same as they make, with
 * the line and the record made in one pass.
 * @returns undefined, with nothing done, for other formats and infos
 */
export function stockInfo(
  { format, levels }: CapturedLogger,
  info: Info,
  active: ActiveContext,
): Info | undefined {
  const pipeline = pipelineOf(format);
  if (pipeline === undefined || !pipeline.isKnown() || Object.getPrototypeOf(info) !== Object.prototype)
    return undefined;
  let copy: Info;
  try {
    copy = Object.assign({}, info);
  } catch {
    return undefined;
  }
  const made = stockLine(copy, levelOfInfo(info), { pipeline, levels, active, hasSink: hasLogSink() });
  if (made === undefined) return undefined;
  const { fields, names } = additionOf(active);
  Object.assign(copy, fields);
  copy[INJECTED] = names.set;
  for (const name of pipeline.added) copy[name] = name === 'label' ? pipeline.label : made.timestamp;
  copy[MESSAGE] = made.line;
  if (made.record !== undefined) copy[RECORD] = made.record;
  return copy;
}
