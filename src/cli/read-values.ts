import { UsageError } from './command.js';

/** @throws UsageError when the text of an option is no integer from 0 to `maximum` */
export function readInteger(name: string, text: string | undefined, maximum: number): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= maximum) return value;
  throw new UsageError(`Expected ${name} to be an integer from 0 to ${maximum}, got ${JSON.stringify(text)}`);
}

export function readPort(name: string, text: string | undefined): number | undefined {
  return readInteger(name, text, 65_535);
}

/**
 * An address of HTTP; `localhost:4318` is one, too.
 * @throws UsageError when the text of an option is none
 */
export function readHttpUrl(name: string, text: string, example: string): URL {
  const address = /^[\w.-]+:\d+(?:\/|$)|^\[/.test(text) ? `http://${text}` : text;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address);
  throw new UsageError(`Expected ${name} to be a URL such as ${example}, got ${JSON.stringify(text)}`);
}
