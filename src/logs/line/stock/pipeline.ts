import type { Format, Info } from '../../record/info.js';
import { timestampText } from '../timestamp.js';
import { kindOf, partsOf, type StockKind } from './formats.js';

interface Step {
  readonly format: Format;
  readonly transform: Format['transform'];
  /** undefined: a `combine`, whose parts follow. */
  readonly kind: StockKind | undefined;
}

interface TimestampOptions {
  readonly format?: unknown;
  readonly alias?: unknown;
}
interface LabelOptions {
  readonly label?: unknown;
  readonly message?: unknown;
}

/** The steps of a format that is made of winston's own ones alone and ends in `json`. */
export class Pipeline {
  readonly #steps: readonly Step[];
  readonly #timestamp: Format | undefined;
  readonly #label: Format | undefined;
  readonly hasSplat: boolean;
  readonly hasTimestamp: boolean;
  readonly hasLabel: boolean;
  /** Fields that the steps add, in their order. */
  readonly added: readonly ('timestamp' | 'label')[];

  private constructor(steps: readonly Step[]) {
    const find = (kind: StockKind) => steps.find((step) => step.kind === kind)?.format;
    this.#steps = steps;
    this.#timestamp = find('timestamp');
    this.#label = find('label');
    this.hasSplat = find('splat') !== undefined;
    this.hasTimestamp = this.#timestamp !== undefined;
    this.hasLabel = this.#label !== undefined;
    this.added = steps.flatMap(({ kind }) => (kind === 'timestamp' || kind === 'label' ? [kind] : []));
  }

  static of(format: Format): Pipeline | undefined {
    const steps: Step[] = [];
    if (!collect(format, steps)) return undefined;
    const found = steps.map(({ kind }) => kind).filter((kind) => kind !== undefined);
    if (found.at(-1) !== 'json' || new Set(found).size !== found.length) return undefined;
    return new Pipeline(steps);
  }

  /** Whether the formats are what they were, and their options of the kind whose effect is known. */
  isKnown(): boolean {
    const steps = this.#steps;
    for (let index = 0; index < steps.length; index++) {
      const { format, transform, kind } = steps[index] as Step;
      if (format.transform !== transform) return false;
      if (kind !== undefined && !isKnownOption(kind, format.options)) return false;
    }
    return true;
  }

  /** Text of the `label` field; undefined: none is added. */
  get label(): string | undefined {
    return (this.#label?.options as LabelOptions | undefined)?.label as string | undefined;
  }

  /** Whether the timestamp is of a form that the app chose. */
  get hasOwnTimestamp(): boolean {
    return Boolean((this.#timestamp?.options as TimestampOptions | undefined)?.format);
  }

  /**
   * Value of the `timestamp` field.
   * @returns undefined when it is no text
   */
  timestamp(unixMillis: number): string | undefined {
    const format = this.#timestamp as Format;
    const options = format.options as TimestampOptions;
    if (!options.format) return timestampText(unixMillis);
    const made = format.transform({}, options) as { timestamp?: unknown };
    return typeof made.timestamp === 'string' && made.timestamp !== '' ? made.timestamp : undefined;
  }

  /** Runs the steps, one after the other, as of a time. */
  transformAt(info: Info, unixMillis: number): unknown {
    let outcome: unknown = info;
    for (const { format, kind } of this.#steps) {
      if (kind === undefined) continue;
      // The app's own one stays.
      const isAdding = kind === 'timestamp' && !(outcome as Info).timestamp;
      outcome = format.transform(outcome as Info, format.options);
      if (typeof outcome !== 'object' || outcome === null) return outcome;
      if (isAdding) (outcome as Info).timestamp = this.timestamp(unixMillis);
    }
    return outcome;
  }
}

function collect(format: Format, steps: Step[]): boolean {
  const { transform } = format;
  const kind = kindOf(transform);
  const parts = partsOf(transform);
  if (kind === undefined && parts === undefined) return false;
  steps.push({ format, transform, kind });
  return parts === undefined || parts.every((part) => collect(part, steps));
}

function isKnownOption(kind: StockKind, options: unknown): boolean {
  // A Splatter's transform takes none, whatever they are.
  if (kind === 'splat') return true;
  if (typeof options !== 'object' || options === null) return false;
  if (kind === 'json') return isEmpty(options);
  if (kind === 'timestamp') return !(options as TimestampOptions).alias;
  const { label, message } = options as LabelOptions;
  return kind === 'errors' || (typeof label === 'string' && !message);
}

function isEmpty(options: object): boolean {
  // Inherited ones count too: the format reads them.
  for (const _name in options) return false;
  return true;
}
