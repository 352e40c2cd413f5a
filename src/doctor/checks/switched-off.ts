import { SIGNALS } from '../../otlp/signal.js';
import { exportersOf } from '../../sdk/export-config.js';
import type { Check } from '../check.js';
import type { Finding } from '../finding.js';

/** What the environment switches off, perhaps left over from elsewhere. */
export const switchedOffCheck: Check = {
  id: 'switched-off',
  title: 'Signals',
  run({ destinations, disabled }) {
    const findings: Finding[] = [];
    if (disabled) {
      findings.push({
        id: 'sdk-disabled',
        severity: 'error',
        what: 'OTEL_SDK_DISABLED is true',
        why: 'the preload does nothing: no spans, no metrics, no logs over OTLP',
        fix: 'unset OTEL_SDK_DISABLED',
      });
    }
    const off = SIGNALS.filter((signal) => exportersOf(signal).length === 0);
    if (off.length > 0) {
      findings.push({
        id: 'exporter-none',
        severity: 'warning',
        what: `${off.join(', ')} ${off.length === 1 ? 'is' : 'are'} switched off (exporter "none")`,
        why: 'this signal goes nowhere',
        fix: `unset ${off.map((signal) => `OTEL_${signal.toUpperCase()}_EXPORTER`).join(' ')}`,
      });
    }
    return { findings, seen: [...destinations.keys()].join(', ') || 'none over OTLP' };
  },
};
