import { splatIn } from '../line/stock/formats.js';
import { type Format, type Info, SPLAT } from '../record/info.js';
import { isPlainInfo } from './added-fields.js';
import { type CapturedLogger, pipesOf } from './logger.js';

/** What `format.splat` looks for, but for `%%`. */
const TOKENS = /%[scdjifoO]/g;

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

/**
 * The info with the arguments that its message took, `%s is %d` of a call, as a field of their own. Further ones are
 * fields of the info by now.
 * @param template the message as it was logged
 */
export function withArguments(info: Info, template: unknown): Info {
  const given: unknown = info[SPLAT];
  if (typeof template !== 'string' || info.message === template || !Array.isArray(given)) return info;
  const tokens = template.replaceAll('%%', '').match(TOKENS);
  if (tokens === null || given.length === 0 || !isPlainInfo(info)) return info;
  return { splat: given.slice(0, tokens.length), ...info };
}
