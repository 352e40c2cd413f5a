import { getValues } from '../../config/values.js';
import { createSlot } from '../../core/slot.js';
import { type Format, type Info, MESSAGE } from '../record/info.js';

/** An info whose secrets are masked. */
export interface MaskedInfo {
  /** As the app gave it. */
  readonly unmasked: Info;
  /** What formats get, with its values as they were before the first of them ran. */
  readonly shown: Info;
}

/** Of infos that transports get. A slot, because whoever looks at an info must not see it. */
const maskedInfos = createSlot<Info, MaskedInfo>();

/** What has a format and is asked for it once for each info: a logger, a transport. */
interface Formatting {
  format: Format;
}

interface Transport extends Formatting {
  _write?(info: Info, ...rest: unknown[]): unknown;
  _writev?(chunks: readonly Chunk[], callback: () => void): unknown;
  readonly logv?: unknown;
}

interface Chunk {
  readonly chunk: Info;
}

/**
 * What a format makes of an info. Masking puts a text where the app's format may expect an object: what it throws for that
 * reason alone is not the app's, which gets the fields as JSON.
 * @param unmasked the info as the format would get it if nothing were masked; undefined if nothing is
 */
export function formatted(format: Format, info: Info, unmasked: (() => Info) | undefined): unknown {
  try {
    return format.transform(info, format.options);
  } catch (error) {
    if (unmasked === undefined) throw error;
    format.transform(unmasked(), format.options);
    info[MESSAGE] = JSON.stringify(getValues().normalizer.toFields(info));
    return info;
  }
}

/** As {@link formatted}, of a transport's format, which gets a copy of what the logger's format made. */
export function formattedAgain(format: Format, copy: Info, of: Info): unknown {
  const masked = maskedInfos.get(of);
  return formatted(format, copy, masked && (() => withSecrets(of, masked)));
}

/** For the one time that it is asked for, a stream has another format. */
export function withFormat<T>(stream: Formatting, transform: (info: Info) => unknown, run: () => T): T {
  const { format } = stream;
  const once = {
    ...format,
    transform(info: Info): never {
      stream.format = format;
      return transform(info) as never;
    },
  };
  stream.format = once;
  try {
    return run();
  } finally {
    if (stream.format === once) stream.format = format;
  }
}

/** Runs what formats an info that another logger's capture may have masked. */
export function withTolerance<T>(stream: Formatting, info: Info, run: () => T): T {
  const { format } = stream;
  if (maskedInfos.get(info) === undefined || !hasFormat(stream)) return run();
  return withFormat(stream, (copy) => formattedAgain(format, copy, info), run);
}

/**
 * Notes that an info which goes to these transports is masked. A transport that is slow formats it later, so its own
 * methods see to that.
 */
export function passMasked(info: Info, masked: MaskedInfo, transports: readonly unknown[]): void {
  maskedInfos.set(info, masked);
  for (const transport of transports as readonly Transport[])
    if (!tolerant.has(transport) && hasFormat(transport)) tolerate(transport);
}

const tolerant = new WeakSet<Transport>();

function tolerate(transport: Transport): void {
  const { _write, _writev } = transport;
  tolerant.add(transport);
  replace(transport, '_write', _write, function (info: Info, ...rest) {
    return withTolerance(this, info, () => _write?.call(this, info, ...rest));
  });
  replace(transport, '_writev', _writev, function (chunks: readonly Chunk[], callback: () => void) {
    // `logv` runs no format.
    if (this.logv || !chunks.some(({ chunk }) => maskedInfos.get(chunk) !== undefined))
      return _writev?.call(this, chunks, callback);
    try {
      for (const chunk of chunks)
        withTolerance(this, chunk.chunk, () => _writev?.call(this, [chunk], () => undefined));
    } finally {
      callback();
    }
  });
}

function replace<A extends unknown[]>(
  transport: Transport,
  name: string,
  method: unknown,
  value: (this: Transport, ...args: A) => unknown,
): void {
  if (typeof method === 'function')
    Reflect.defineProperty(transport, name, { value, configurable: true, writable: true });
}

function hasFormat(stream: Formatting): boolean {
  const property = Object.getOwnPropertyDescriptor(stream, 'format');
  return (
    property?.writable === true && typeof (property.value as Format | undefined)?.transform === 'function'
  );
}

function withSecrets(info: Info, { shown, unmasked }: MaskedInfo): Info {
  const copy = { ...info };
  for (const key of Reflect.ownKeys(copy) as (keyof Info)[])
    if (copy[key] === shown[key] && key in unmasked) copy[key] = unmasked[key] as never;
  return copy;
}
