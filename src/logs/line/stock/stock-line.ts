import { getValues, type Values } from '../../../config/values.js';
import { now, wholeMillis } from '../../../core/clock.js';
import { isErrorSafely } from '../../../core/normalize/index.js';
import { createPlainObject, type PlainObject, type PlainValue } from '../../../core/plain.js';
import { secretsBeside } from '../../../core/redact/beside.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { type Info, origins, SPLAT } from '../../record/info.js';
import { severityOf } from '../../record/level.js';
import { cleanName } from '../../record/log-call.js';
import { createRecord, UNNAMED_LOGGER } from '../../record/log-record.js';
import { isShortText, MIN_CARD_NUMBER, traitsOf } from '../../record/plain-text.js';
import type { RenderedLine, Surroundings } from '../line-format.js';
import { jsonString } from '../quote.js';
import { additionOf } from './addition.js';
import type { Pipeline } from './pipeline.js';
import { FIELD, LABEL_FIELD, LEVEL_FIELD, MESSAGE_FIELD, type Role, SHARED, Shapes } from './shape.js';
import { Comparison, sortedJson } from './sorted-json.js';

let shapes: Shapes | undefined;
let shapesOf: Values | undefined;

function getShapes(values: Values): Shapes {
  if (shapes === undefined || values !== shapesOf) {
    shapes = new Shapes(values);
    shapesOf = values;
  }
  return shapes;
}

/**
 * The line and the record of an info, the same as capturing and the logger's format make, in one pass over its values.
 * For plain infos: text, numbers, booleans, null and plain objects and lists of them, without secrets.
 * @returns undefined for any other, with nothing changed
 */
export function stockLine(
  info: Info,
  level: string,
  pipeline: Pipeline,
  surroundings: Surroundings,
): RenderedLine | undefined {
  const values = getValues();
  const { redactor } = values;
  const before = redactor?.count;
  let made: RenderedLine | undefined;
  try {
    if (isFieldsOnly(info, pipeline)) made = makeLine(info, level, pipeline, surroundings, values);
  } catch {
    // Such as a getter that throws.
  }
  if (redactor === undefined || redactor.count === before) return made;
  // A secret was seen. It is masked, and counted, on winston's way.
  redactor.count = before as number;
  return undefined;
}

function makeLine(
  info: Info,
  level: string,
  pipeline: Pipeline,
  { levels, active, hasSink, time = now() }: Surroundings,
  values: Values,
): RenderedLine | undefined {
  const addition = additionOf(active, level, levels);
  const names = Object.keys(info);
  const shape = getShapes(values).get(names, addition.names, pipeline);
  if (shape === undefined) return undefined;
  const fields = new Fields(values, hasSink, names.length);
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const value = info[name];
    if (shape.roles[index] === SHARED) {
      if (value !== addition.fields[name]) return undefined;
    } else if (!fields.add(index, name, value, shape.roles[index] as Role)) return undefined;
  }
  if (fields.message === undefined || (shape.isTelling && hidesSome(info, values))) return undefined;
  const { texts } = fields;
  let timestamp: string | undefined;
  if (pipeline.hasTimestamp) {
    timestamp = pipeline.timestamp(wholeMillis(time));
    if (timestamp === undefined) return undefined;
    texts[names.length] = pipeline.hasOwnTimestamp ? jsonString(timestamp) : `"${timestamp}"`;
  }
  const { label } = pipeline;
  if (label !== undefined) texts[names.length + 1] = jsonString(label);
  const line = fields.isSparse ? shape.sparseLine(addition, texts) : shape.line(addition, texts as string[]);
  if (!hasSink) return { line, timestamp, record: undefined };
  const record = createRecord(
    severityOf(level, levels),
    cleanName(label ?? fields.label ?? UNNAMED_LOGGER, values.normalizer),
    fields.message,
    undefined,
    fields.own,
    active,
    time,
  );
  return { line, timestamp, record };
}

/** What is read of an info: the text of each field, and what its record needs. */
class Fields {
  readonly texts: (string | undefined)[];
  message: string | undefined;
  label: string | undefined;
  /** Fields of the call, when a record is wanted. */
  own: PlainObject | undefined;
  isSparse = false;
  #comparison: Comparison | undefined;

  constructor(
    private readonly values: Values,
    private readonly isRecorded: boolean,
    length: number,
  ) {
    // Two more for what formats add.
    this.texts = new Array(length + 2);
  }

  /** @returns false for a value that is not plain */
  add(index: number, name: string, value: unknown, role: Role): boolean {
    if (role === FIELD) return this.#addField(index, name, value);
    if (typeof value !== 'string') return false;
    if (role !== LEVEL_FIELD && !isPlainText(value, this.values.redactor)) return false;
    if (role === MESSAGE_FIELD) {
      if (value.includes(ESCAPE)) return false;
      this.message = value;
    } else if (role === LABEL_FIELD) this.label = value;
    this.texts[index] = jsonString(value);
    return true;
  }

  #addField(index: number, name: string, value: unknown): boolean {
    let plain: PlainValue;
    let text: string;
    if (typeof value === 'string') {
      if (!isPlainText(value, this.values.redactor)) return false;
      plain = value;
      text = jsonString(value);
    } else if (typeof value === 'number' && Math.abs(value) < MIN_CARD_NUMBER) {
      // No negative zero.
      plain = value + 0;
      text = `${value}`;
    } else if (typeof value === 'boolean' || value === null) {
      plain = value;
      text = `${value}`;
    } else if (value === undefined) {
      this.isSparse = true;
      return true;
    } else {
      const normalised = this.values.normalizer.toFields({ [name]: value })?.[name];
      this.#comparison ??= new Comparison();
      if (normalised === undefined || !this.#comparison.isSame(value, normalised)) return false;
      plain = normalised;
      text = sortedJson(normalised);
    }
    this.texts[index] = text;
    if (this.isRecorded) {
      this.own ??= createPlainObject();
      this.own[name] = plain;
    }
    return true;
  }
}

function hidesSome(info: Info, { redactor }: Values): boolean {
  return (
    redactor !== undefined && secretsBeside(info, undefined, (name) => traitsOf(name, redactor).rule).size > 0
  );
}

function isPlainText(text: string, redactor: Redactor | undefined): boolean {
  return isShortText(text) && (redactor === undefined || redactor.text(text) === text);
}

/** What begins colours, which the record's message is without. */
const ESCAPE = '\u001b';

/** Whether the info says nothing but its fields, and `format.splat` would find nothing to do. */
export function isFieldsOnly(info: Info, { hasSplat }: Pipeline): boolean {
  if (Object.getPrototypeOf(info) !== Object.prototype) return false;
  if (origins.get(info) !== undefined) return false;
  const splat: unknown = info[SPLAT];
  if (splat === undefined) return true;
  if (!Array.isArray(splat) || splat.length !== 1) return false;
  const [meta] = splat as unknown[];
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta) || isErrorSafely(meta)) return false;
  return !hasSplat || isContained(meta as Record<string, unknown>, info);
}

function isContained(meta: Record<string, unknown>, info: Info): boolean {
  if (Object.getOwnPropertySymbols(meta).length > 0) return false;
  const { message } = info;
  if (typeof message !== 'string' || message.includes('%')) return false;
  for (const name of Object.keys(meta))
    if (meta[name] === undefined || !Object.hasOwn(info, name) || info[name] !== meta[name]) return false;
  return true;
}
