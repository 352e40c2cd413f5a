import { type Check, skipped } from './check.js';
import type { DoctorResults } from './context.js';
import type { Finding } from './finding.js';
import type { AppReport } from './probe/probe.js';

/**
 * A check of what the probe saw in the app; left out when the bridge did not run there.
 * @param inspect gives findings, or the reason why there is nothing to say
 */
export function appCheck(
  id: string,
  title: string,
  inspect: (report: AppReport, results: DoctorResults) => readonly (Finding | undefined)[] | string,
  describe?: (report: AppReport) => string,
): Check {
  return {
    id,
    title,
    run({ results }) {
      const { app } = results;
      if (app?.report === undefined) return skipped('no app was looked into');
      if (!app.report.started) return skipped('the app runs without tracebridge');
      const inspected = inspect(app.report, results);
      if (typeof inspected === 'string') return skipped(inspected);
      const findings = inspected.filter((finding) => finding !== undefined);
      if (findings.length === 0 && app.ended !== undefined && app.ended.code !== 0) {
        return skipped('the app failed, so it was not seen whole');
      }
      return { findings, ...(describe && { seen: describe(app.report) }) };
    },
  };
}
