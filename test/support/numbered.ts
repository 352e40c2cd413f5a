/** What came of numbered records: every test of delivery compares the numbers, never only how many there are. */
export interface Tally {
  missing: number[];
  unexpected: number[];
  /** Arrivals beyond the first of each number. */
  duplicates: number;
}

export function tally(sent: Iterable<number>, arrived: readonly number[]): Tally {
  const expected = new Set(sent);
  const seen = new Set(arrived);
  return {
    missing: [...expected].filter((number) => !seen.has(number)),
    unexpected: [...seen].filter((number) => !expected.has(number)),
    duplicates: arrived.length - seen.size,
  };
}

/** The numbers from `first` to `last`, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
