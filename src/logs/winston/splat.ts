import { keptName } from '../../core/renamed.js';
import { getLinePreset } from '../line/presets/current.js';
import type { Addition } from '../line/stock/addition.js';
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
  const count = argumentsIn(template);
  if (count === 0 || given.length === 0 || !isPlainInfo(info)) return info;
  return { splat: given.slice(0, count), ...info };
}

/**
 * The info, a copy that has our fields, so that `format.splat` puts nothing over them: it assigns the arguments that the
 * message doesn't take to the info. They get their fields of those names as `field_<name>`.
 */
export function withArgumentsApart(info: Info, { names }: Addition): Info {
  const given: unknown = info[SPLAT];
  if (!Array.isArray(given)) return info;
  const preset = getLinePreset()?.names;
  const isTaken = (name: string, argument: Info) =>
    names.set.has(name) ? info[name] !== argument[name] : preset?.has(name) === true;
  const first = argumentsIn(info.message);
  const apart = (given as unknown[]).map((argument, index) =>
    index < first ? argument : fieldsApart(argument, isTaken),
  );
  if (apart.some((argument, index) => argument !== given[index])) info[SPLAT] = apart;
  return info;
}

function fieldsApart(argument: unknown, isTaken: (name: string, argument: Info) => boolean): unknown {
  if (typeof argument !== 'object' || argument === null) return argument;
  try {
    // No other value is read: it may be a getter's.
    const taken = Object.keys(argument).filter((name) => isTaken(name, argument as Info));
    if (taken.length === 0) return argument;
    const fields = { ...argument } as Info;
    for (const name of taken) {
      fields[keptName(name, (kept) => Object.hasOwn(fields, kept))] = fields[name];
      delete fields[name];
    }
    // An Error stays one for those who look for it.
    return isPlainInfo(argument as Info)
      ? fields
      : Object.create(argument, Object.getOwnPropertyDescriptors(fields));
  } catch {
    // Such as a Proxy whose traps throw.
    return argument;
  }
}

/** How many arguments `format.splat` puts into a message. */
function argumentsIn(message: unknown): number {
  return typeof message === 'string' ? (message.replaceAll('%%', '').match(TOKENS)?.length ?? 0) : 0;
}
