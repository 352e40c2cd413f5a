import { type Format, type Info, MESSAGE, SPLAT } from '../../record/info.js';
import type { LineFormat, RenderedLine, Surroundings } from '../line-format.js';
import { Pipeline } from './pipeline.js';
import { isFieldsOnly, stockLine } from './stock-line.js';

/** A format that is made of winston's own ones alone and ends in `json`. */
class StockFormat implements LineFormat {
  readonly isStructured = false;

  constructor(private readonly pipeline: Pipeline) {}

  isKnown(): boolean {
    return this.pipeline.isKnown();
  }

  render(info: Info, level: string, surroundings: Surroundings): RenderedLine | undefined {
    return stockLine(info, level, this.pipeline, surroundings);
  }

  finish(info: Info, { line, timestamp }: RenderedLine): void {
    const { added, label } = this.pipeline;
    for (const name of added) info[name] = name === 'label' ? label : timestamp;
    info[MESSAGE] = line;
  }

  get isTimed(): boolean {
    return !this.pipeline.hasOwnTimestamp;
  }

  transformAt(info: Info, unixMillis: number): unknown {
    return this.pipeline.transformAt(info, unixMillis);
  }

  isSilent(info: Info): boolean {
    for (const name in info) {
      const value = info[name];
      // Reading an object may run the app's code. `format.splat` changes what it is given under this name.
      if (isObject(value) || name === 'splat') return false;
    }
    if (!this.pipeline.hasSplat || !info[SPLAT]?.some(isObject)) return true;
    return isFieldsOnly(info, this.pipeline);
  }
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** null: has a part that isn't known. */
const formats = new WeakMap<Format, LineFormat | null>();

/** @returns undefined for formats with a part that isn't known */
export function stockFormatOf(format: Format): LineFormat | undefined {
  let known = formats.get(format);
  if (known === undefined) {
    const pipeline = Pipeline.of(format);
    known = pipeline === undefined ? null : new StockFormat(pipeline);
    formats.set(format, known);
  }
  return known ?? undefined;
}
