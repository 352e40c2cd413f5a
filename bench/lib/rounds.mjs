import { summary } from './statistics.mjs';

/**
 * Measures variants in interleaved rounds, A B C A B C …, so that whatever else the machine does meets all of them
 * alike. Ratios are made within a round, then their median is taken. A variant that fails is reported, not measured.
 * @param variants `{ name, measure() }`; the first one is the baseline
 * @returns per variant `{ name, samples, failure }`
 */
export async function interleave(variants, rounds) {
  const outcomes = variants.map(({ name }) => ({ name, samples: [], failure: undefined }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { measure }] of variants.entries()) {
      const outcome = outcomes[index];
      if (outcome.failure !== undefined) continue;
      try {
        outcome.samples.push(await measure());
      } catch (error) {
        outcome.failure = error.message.trim().split('\n').slice(-3).join(' ').slice(0, 200);
      }
    }
  }
  return outcomes;
}

/** Summary of a number of the samples. */
export function summarise(outcome, key) {
  return outcome.samples.length === 0 ? undefined : summary(outcome.samples.map((sample) => sample[key]));
}

/** Baseline over variant, round by round: above 1, the variant takes less of it than the baseline. */
export function ratio(baseline, outcome, key) {
  if (outcome.samples.length === 0 || baseline.samples.length === 0) return undefined;
  return summary(outcome.samples.map((sample, round) => baseline.samples[round]?.[key] / sample[key]));
}
