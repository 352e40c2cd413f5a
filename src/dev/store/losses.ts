import type { LossView } from '../api-types.js';
import type { SeriesTable } from './series-table.js';

const DROPPED = /^tracebridge\.export\..*(?:dropped|rejected)/;
/** Semantic conventions for SDK telemetry: `…processed` and `…exported` with `error.type` did not make it. */
const SDK_OUTCOME = /^otel\.sdk\.(?:processor|exporter)\..+\.(?:processed|exported)$/;

/** Losses that the meters of tracebridge (`tracebridge.export.*`) and of the SDK (`otel.sdk.*`) tell, largest first. */
export function losses(table: SeriesTable): LossView[] {
  const views: LossView[] = [];
  for (const series of table.withPrefix('tracebridge.export.', 'otel.sdk.')) {
    const failed = SDK_OUTCOME.test(series.name) && series.attributes['error.type'] !== undefined;
    if ((!failed && !DROPPED.test(series.name)) || series.value <= 0) continue;
    const detail = Object.entries(series.attributes).map(([key, value]) => `${key}=${String(value)}`);
    views.push({
      service: series.service,
      metric: series.name,
      detail: detail.join(', '),
      count: series.value,
    });
  }
  return views.sort((one, other) => other.count - one.count);
}
