import { isMainThread } from 'node:worker_threads';
import { metrics } from '@opentelemetry/api';
import { getValues } from '../config/values.js';
import { VERSION } from '../core/version.js';
import { replacedCorrelationIds } from '../correlation/correlation-id.js';
import { debugAccount } from '../debug/request-debug.js';
import type { ExportChannel } from '../export/channel.js';
import { observeExport } from '../export/self-metrics.js';

/**
 * The bridge's metrics about itself: those of the export, and
 *
 * | instrument | kind | attributes |
 * | --- | --- | --- |
 * | `tracebridge.correlation.replaced` | counter | `tracebridge.source`: where an ID came from that was not accepted |
 * | `tracebridge.redaction.masked` | counter | |
 * | `tracebridge.debug.switched` | counter | `tracebridge.state`: a rule came into force, `on`, or ended, `off` |
 * | `tracebridge.debug.refused` | counter | `tracebridge.reason`: why a header did nothing |
 *
 * @returns ends the observation
 */
export function observeBridge(channel: ExportChannel): () => void {
  const meter = metrics.getMeter('tracebridge', VERSION);
  const count = (name: string, unit: string, attribute: string, read: () => Iterable<[string, number]>) =>
    meter.createObservableCounter(`tracebridge.${name}`, { unit }).addCallback((result) => {
      for (const [value, total] of read())
        if (total > 0) result.observe(total, value === '' ? {} : { [attribute]: value });
    });
  count('correlation.replaced', '{id}', 'tracebridge.source', () => Object.entries(replacedCorrelationIds()));
  count('redaction.masked', '{secret}', '', () => [['', getValues().redactor?.count ?? 0]]);
  count('debug.switched', '{rule}', 'tracebridge.state', () => [
    ['on', debugAccount.switchedOn],
    ['off', debugAccount.switchedOff],
  ]);
  count('debug.refused', '{header}', 'tracebridge.reason', () => debugAccount.refused);
  // The account is one for all threads of the process.
  return isMainThread ? observeExport(meter, channel) : () => {};
}
