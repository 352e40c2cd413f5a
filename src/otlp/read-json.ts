import { OtlpDecodeError } from './decode-error.js';
import { jsonName } from './json-name.js';
import { DecodeLimits } from './limits.js';
import type { Field, Message, RawMessage } from './schema/message.js';

const INTEGER = /^-?\d{1,20}$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;

/**
 * Reads OTLP/JSON by a message's table into the same shape as the protobuf reader. As the mapping says, unknown fields
 * are ignored, null is an absent field, 64-bit integers are numbers or decimal strings; field names of the .proto files
 * and enumeration names are taken too, although OTLP/JSON writers must send neither.
 * @throws OtlpDecodeError on text that is not JSON, on a value of the wrong type, or beyond the limits
 */
export function readJson(message: Message, text: string): RawMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new OtlpDecodeError('The body is not JSON', { cause: error });
  }
  return readMessage(message, json, message.name, new DecodeLimits(), 1);
}

function readMessage(
  message: Message,
  json: unknown,
  at: string,
  limits: DecodeLimits,
  depth: number,
): RawMessage {
  limits.enter(depth);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrongType(at, 'an object');
  const target: RawMessage = {};
  for (const [name, value] of Object.entries(json)) {
    const field = message.byName.get(name) ?? message.byName.get(jsonName(name));
    if (field === undefined || value === null) continue;
    const path = `${message.name}.${name}`;
    if (!field.repeated) {
      target[field.name] = readValue(field, value, path, limits, depth);
      continue;
    }
    if (!Array.isArray(value)) throw wrongType(path, 'an array');
    target[field.name] = value.map((element) => readValue(field, element, path, limits, depth));
  }
  return target;
}

function readValue(field: Field, json: unknown, at: string, limits: DecodeLimits, depth: number): unknown {
  switch (field.type) {
    case 'message':
      return readMessage(field.message!, json, at, limits, depth + 1);
    case 'string':
      if (typeof json !== 'string') throw wrongType(at, 'a string');
      return json;
    case 'bool':
      if (typeof json !== 'boolean') throw wrongType(at, 'a boolean');
      return json;
    case 'id':
      if (typeof json !== 'string' || !HEX.test(json)) throw wrongType(at, 'hexadecimal digits');
      return json.toLowerCase();
    case 'bytes':
      if (typeof json !== 'string' || !BASE64.test(json)) throw wrongType(at, 'base64');
      return Buffer.from(json, 'base64');
    case 'double':
      return readDouble(json, at);
    case 'enum':
      return readEnum(field, json, at);
    case 'uint32':
    case 'fixed32':
      return Number(BigInt.asUintN(32, readInteger(json, at)));
    case 'sint32':
      return Number(BigInt.asIntN(32, readInteger(json, at)));
    case 'int64':
    case 'sfixed64':
      return BigInt.asIntN(64, readInteger(json, at));
    default:
      return BigInt.asUintN(64, readInteger(json, at));
  }
}

function readInteger(json: unknown, at: string): bigint {
  if (typeof json === 'number' && Number.isInteger(json)) return BigInt(json);
  if (typeof json === 'string' && INTEGER.test(json)) return BigInt(json);
  throw wrongType(at, 'an integer');
}

function readDouble(json: unknown, at: string): number {
  if (typeof json === 'number') return json;
  if (json === 'NaN') return Number.NaN;
  if (typeof json === 'string' && json.trim() !== '') {
    const value = Number(json);
    if (!Number.isNaN(value)) return value;
  }
  throw wrongType(at, 'a number');
}

function readEnum(field: Field, json: unknown, at: string): number {
  if (typeof json === 'number' && Number.isInteger(json)) return json;
  const index = typeof json === 'string' ? field.values!.indexOf(json) : -1;
  if (index === -1) throw wrongType(at, 'an enumeration value');
  return index;
}

function wrongType(at: string, rule: string): OtlpDecodeError {
  return new OtlpDecodeError(`Expected ${at} to be ${rule}`);
}
