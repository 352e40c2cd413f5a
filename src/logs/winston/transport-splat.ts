import { splatIn } from '../line/stock/formats.js';
import { type Format, type Info, SPLAT } from '../record/info.js';
import { type CapturedLogger, pipesOf } from './logger.js';

/**
 * The `format.splat` of a transport that gets an info with arguments. The transport's line has them in its message,
 * where the logger's own format has left them out.
 */
export function transportSplat(logger: CapturedLogger, info: Info): Format | undefined {
  if (info[SPLAT] === undefined) return undefined;
  for (const transport of pipesOf(logger)) {
    const { format } = transport as { format?: Format };
    const splat = typeof format === 'object' && format !== null ? splatIn(format) : undefined;
    if (splat !== undefined) return splat;
  }
  return undefined;
}

/** The info as the transport's line has it. */
export function splatted(info: Info, splat: Format): Info {
  const given: unknown = info[SPLAT];
  const copy = { ...info, ...(Array.isArray(given) && { [SPLAT]: [...(given as unknown[])] }) };
  try {
    return splat.transform(copy, splat.options) as Info;
  } catch {
    // A value that `util.format` can't print: the transport throws on it too.
    return info;
  }
}
