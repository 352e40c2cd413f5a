import {
  type Attributes,
  type Span,
  type SpanContext,
  type SpanStatus,
  SpanStatusCode,
} from '@opentelemetry/api';
import { KEEP_UNIT } from '../../core/globals.js';
import { HAS_VALID_CONTEXT } from '../../correlation/valid-span-context.js';
import type { KeepUnit } from '../../keep/keep-unit.js';

/** Attributes that a unit is judged by, as far as they come after the start. */
const JUDGED_BY = 'http.route';

/**
 * A span that the sampler left out, of a unit: log records inside wait for the unit's verdict, so it has to tell how and
 * when it ends.
 */
export class UnrecordedSpan implements Span {
  readonly name: string;
  readonly attributes: Attributes;
  readonly #spanContext: SpanContext;
  readonly #unit: KeepUnit;
  readonly #isUnitRoot: boolean;
  #hasFailed = false;
  #hasEnded = false;

  constructor(
    spanContext: SpanContext,
    name: string,
    attributes: Attributes,
    unit: KeepUnit,
    isUnitRoot: boolean,
  ) {
    this.name = name;
    this.attributes = attributes;
    this.#spanContext = spanContext;
    this.#unit = unit;
    this.#isUnitRoot = isUnitRoot;
    if (isUnitRoot) unit.begin(this);
  }

  get [KEEP_UNIT](): KeepUnit {
    return this.#unit;
  }

  get [HAS_VALID_CONTEXT](): true {
    return true;
  }

  spanContext(): SpanContext {
    return this.#spanContext;
  }

  isRecording(): boolean {
    return false;
  }

  setAttribute(key: string, value: unknown): this {
    if (key === JUDGED_BY && typeof value === 'string') this.attributes[key] = value;
    return this;
  }

  setStatus({ code }: SpanStatus): this {
    this.#hasFailed = code === SpanStatusCode.ERROR;
    return this;
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#unit.endOf(this.#hasFailed, this.#isUnitRoot);
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  recordException(): void {}
}
