import type { AttributeValue } from '../../otlp/model/attributes.js';
import type { Term } from './parse.js';
import { parseDuration } from './units.js';

type Comparison = (actual: number, wanted: number) => boolean;

const COMPARISONS: Partial<Record<Term['operator'], Comparison>> = {
  '>': (actual, wanted) => actual > wanted,
  '>=': (actual, wanted) => actual >= wanted,
  '<': (actual, wanted) => actual < wanted,
  '<=': (actual, wanted) => actual <= wanted,
};

/** Whether a text, a number or an attribute's value is what a term asks for. */
export class Matcher {
  readonly #compare: Comparison;
  readonly #wanted: number;
  /** Undefined when numbers are compared. */
  readonly #pattern: RegExp | undefined;

  /** @param unit `duration`: the term's value may have a unit of time, and numbers are milliseconds */
  constructor({ operator, value }: Pick<Term, 'operator' | 'value'>, unit?: 'duration') {
    const compare = COMPARISONS[operator];
    this.#compare = compare ?? ((actual, wanted) => actual === wanted);
    this.#wanted = unit === 'duration' ? parseDuration(value) : Number(value);
    this.#pattern = compare === undefined ? toPattern(value, operator === '=') : undefined;
  }

  text(text: string): boolean {
    if (this.#pattern !== undefined) return this.#pattern.test(text);
    return text.trim() !== '' && this.number(Number(text));
  }

  number(value: number): boolean {
    return this.#compare(value, this.#wanted);
  }

  /** Any of the values within, where there are several. */
  value(value: AttributeValue): boolean {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) {
      return this.text(String(value));
    }
    return Object.values(value).some((item) => this.value(item));
  }
}

/** In any case; `*` stands for anything, and then the rest must be the whole text. */
function toPattern(value: string, isExact: boolean): RegExp {
  const parts = value.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const isWhole = isExact || parts.length > 1;
  return new RegExp(isWhole ? `^${parts.join('[^]*')}$` : parts.join(''), 'i');
}
