import type { Finding } from '../finding.js';
import { classifyAnswer } from './classify-answer.js';
import { classifyFailure } from './classify-failure.js';
import type { ProbedDestination } from './probe.js';

/** Findings about one signal's destination; none when it takes OTLP. */
export function classify(probed: ProbedDestination): Finding | undefined {
  const { outcome } = probed;
  return outcome.kind === 'answer' ? classifyAnswer(probed, outcome) : classifyFailure(probed, outcome);
}
