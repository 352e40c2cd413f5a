import { type Check, found, skipped } from '../check.js';
import type { HttpAnswer } from '../network/request.js';

/** Beyond it a trace's spans of two machines no longer nest, and backends begin to refuse or hide records. */
const MAX_SKEW_SECONDS = 30;

/** Compares this machine's clock with the Date header of the collector's answer, which has whole seconds. */
export const clockCheck: Check = {
  id: 'clock',
  title: 'Clock',
  run({ results }) {
    const answers = results.probes
      .map(({ outcome }) => outcome)
      .filter((outcome): outcome is HttpAnswer => outcome.kind === 'answer');
    const [skew] = answers.map(skewSeconds).filter((seconds) => seconds !== undefined);
    if (skew === undefined) return skipped('the collector sent no date');
    if (Math.abs(skew) <= MAX_SKEW_SECONDS) return { findings: [], seen: 'agrees with the collector' };
    return found({
      id: 'clock-skew',
      severity: 'warning',
      what: `This machine's clock is ${Math.round(Math.abs(skew))} s ${skew > 0 ? 'ahead of' : 'behind'} the collector's`,
      why: 'spans of different machines are drawn in the wrong order, and records far from now are dropped by backends',
      fix: 'timedatectl set-ntp true (or start chrony) on the machine that is wrong',
    });
  },
};

function skewSeconds({ headers, askedAt }: HttpAnswer): number | undefined {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isNaN(theirs) ? undefined : (askedAt - theirs) / 1000;
}
