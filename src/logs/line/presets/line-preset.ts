import type { PlainObject } from '../../../core/plain.js';
import { createSlot, type Slot } from '../../../core/slot.js';
import type { CapturedLog } from '../../record/log-record.js';
import { moveNames } from '../../record/reserved.js';

/** Fields that a backend's log pipeline knows, written at the end of the JSON line. */
export interface LinePreset {
  /** Top-level names that it writes, or the backend reads. A field of such a name is moved to `field_<name>`. */
  readonly names: ReadonlySet<string>;
  /** Whether its fields hold the stack of an exception, which the line's own `exception` is without then. */
  readonly hasStack?: boolean;
  /** JSON text of its fields, each with a leading comma. */
  text(record: PresetRecord): string;
}

/** What a preset is told of a record. */
export type PresetRecord = Pick<CapturedLog, 'severityNumber' | 'exception' | 'traceId' | 'spanId'>;

/** The fields of a preset, for lines that an app's own format makes. */
export function presetFields(preset: LinePreset, record: PresetRecord): PlainObject {
  return JSON.parse(`{${preset.text(record).slice(1)}}`) as PlainObject;
}

/** For each preset, by the fields of a context. */
const contexts = new Map<LinePreset, Slot<PlainObject, PlainObject>>();

/**
 * The record as its line shows it: fields that would collide with the preset's are renamed, so that no name comes twice.
 * OTLP gets the record as it is.
 */
export function withoutCollisions(record: CapturedLog, preset: LinePreset): CapturedLog {
  const { contextFields, fields } = record;
  const context = contextFields === undefined ? undefined : contextFor(preset, contextFields);
  const moved = fields === undefined ? undefined : moveNames(fields, preset.names, context);
  return context === contextFields && moved === fields
    ? record
    : { ...record, contextFields: context, fields: moved };
}

/** The same object for the same context: the line writer keeps its text. */
function contextFor(preset: LinePreset, context: PlainObject): PlainObject {
  let known = contexts.get(preset);
  if (known === undefined) {
    known = createSlot();
    contexts.set(preset, known);
  }
  let moved = known.get(context);
  if (moved === undefined) {
    moved = moveNames(context, preset.names, undefined);
    known.set(context, moved);
  }
  return moved;
}
