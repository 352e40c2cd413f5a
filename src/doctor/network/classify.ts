import type { Finding } from '../finding.js';
import { classifyAnswer } from './classify-answer.js';
import { classifyFailure } from './classify-failure.js';
import { httpPort } from './port-mix-ups.js';
import type { ProbedDestination } from './probe.js';

/** Findings about one signal's destination; none when it takes what is sent there. */
export function classify(probed: ProbedDestination): Finding | undefined {
  const { outcome, isGrpc, other, destination } = probed;
  if (isGrpc && other === 'grpc') return undefined;
  if (isGrpc && outcome.kind === 'answer' && other === undefined) return httpPort(destination.url);
  return outcome.kind === 'answer' ? classifyAnswer(probed, outcome) : classifyFailure(probed, outcome);
}
