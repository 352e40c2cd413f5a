/** The part of a trace that is in view, in milliseconds after its start. */
export class TimeRange {
  constructor(
    readonly start: number,
    readonly end: number,
  ) {}

  get length(): number {
    return this.end - this.start;
  }

  /** Where a moment stands, in percent of the range; below 0 or above 100 when it is out of view. */
  percent(millis: number): number {
    return this.length <= 0 ? 0 : ((millis - this.start) / this.length) * 100;
  }

  /** The moment at a part, from 0 to 1, of the range. */
  at(part: number): number {
    return this.start + this.length * part;
  }

  contains(millis: number): boolean {
    return millis >= this.start && millis <= this.end;
  }
}
