import { isMainThread } from 'node:worker_threads';
import { type Attributes, metrics } from '@opentelemetry/api';
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
  const replaced = meter.createObservableCounter('tracebridge.correlation.replaced', { unit: '{id}' });
  replaced.addCallback((result) => {
    for (const [source, count] of Object.entries(replacedCorrelationIds())) {
      if (count > 0) result.observe(count, sourceOf(source));
    }
  });
  const masked = meter.createObservableCounter('tracebridge.redaction.masked', { unit: '{secret}' });
  masked.addCallback((result) => {
    const { redactor } = getValues();
    if (redactor !== undefined && redactor.count > 0) result.observe(redactor.count);
  });
  const switched = meter.createObservableCounter('tracebridge.debug.switched', { unit: '{rule}' });
  switched.addCallback((result) => {
    const { switchedOn, switchedOff } = debugAccount;
    if (switchedOn > 0) result.observe(switchedOn, { 'tracebridge.state': 'on' });
    if (switchedOff > 0) result.observe(switchedOff, { 'tracebridge.state': 'off' });
  });
  const refused = meter.createObservableCounter('tracebridge.debug.refused', { unit: '{header}' });
  refused.addCallback((result) => {
    for (const [reason, count] of debugAccount.refused)
      if (count > 0) result.observe(count, { 'tracebridge.reason': reason });
  });
  // The account is one for all threads of the process.
  return isMainThread ? observeExport(meter, channel) : () => {};
}

function sourceOf(source: string): Attributes {
  return { 'tracebridge.source': source };
}
