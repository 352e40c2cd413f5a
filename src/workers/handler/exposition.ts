import type { DurationCell } from '../../metrics/duration-cell.js';
import type { Exemplar } from '../../metrics/exemplar.js';
import type { WorkerMetrics } from '../worker-metrics.js';

/** Prometheus text format 0.0.4, or OpenMetrics 1.0. */
type ExpositionFormat = 'prometheus' | 'openmetrics';

interface Family {
  /** Without `_total`, which OpenMetrics leaves out of a counter's family name. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  samples(worker: WorkerMetrics): Sample[];
}

interface Sample {
  readonly suffix?: string;
  readonly labels?: string;
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
}

function bucketsOf({ boundaries, counts, exemplars }: DurationCell): Sample[] {
  let total = 0;
  return counts.map((count, bucket) => {
    total += count;
    const bound = boundaries[bucket];
    return {
      suffix: '_bucket',
      labels: `,le="${bound === undefined ? '+Inf' : decimal(bound)}"`,
      value: total,
      exemplar: exemplars[bucket],
    };
  });
}

/** OpenMetrics, "Considerations: Canonical Numbers": one spelling of a bound. */
function decimal(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

/** OpenMetrics, "Exemplars". */
function exemplarText({ traceId, spanId, value, time: [second, nano] }: Exemplar): string {
  const labels = `trace_id="${traceId}",span_id="${spanId}"`;
  return ` # {${labels}} ${value} ${second}.${String(Math.floor(nano / 1e6)).padStart(3, '0')}`;
}

const FAMILIES: readonly Family[] = [
  {
    name: 'tracebridge_worker_jobs',
    type: 'counter',
    help: 'Jobs that ended.',
    samples: (worker) => [
      { suffix: '_total', labels: ',outcome="completed"', value: worker.jobsProcessed },
      { suffix: '_total', labels: ',outcome="failed"', value: worker.jobsFailed },
    ],
  },
  {
    name: 'tracebridge_worker_job_duration_seconds',
    type: 'histogram',
    help: 'Duration of jobs that ended.',
    samples: ({ durations }) => [
      ...bucketsOf(durations),
      { suffix: '_count', value: durations.count },
      { suffix: '_sum', value: durations.sum },
    ],
  },
  {
    name: 'tracebridge_worker_jobs_active',
    type: 'gauge',
    help: 'Jobs that run now.',
    samples: (worker) => [{ value: worker.currentJobIds.length }],
  },
  {
    name: 'tracebridge_worker_last_job_timestamp_seconds',
    type: 'gauge',
    help: 'When the last job ended, since the Unix epoch.',
    samples: ({ lastJobAt }) => (lastJobAt === null ? [] : [{ value: lastJobAt.getTime() / 1000 }]),
  },
  {
    name: 'tracebridge_worker_uptime_seconds',
    type: 'gauge',
    help: 'Time since the worker was registered.',
    samples: (worker) => [{ value: worker.uptimeSeconds }],
  },
  {
    name: 'tracebridge_worker_success_ratio',
    type: 'gauge',
    help: 'Share of ended jobs that ended well.',
    samples: (worker) => [{ value: worker.successRate }],
  },
];

/** The workers' metrics as text that Prometheus scrapes. */
export function expose(workers: readonly WorkerMetrics[], format: ExpositionFormat): string {
  const lines: string[] = [];
  for (const { name, type, help, samples } of FAMILIES) {
    const family = format === 'prometheus' && type === 'counter' ? `${name}_total` : name;
    lines.push(`# HELP ${family} ${help}`, `# TYPE ${family} ${type}`);
    for (const worker of workers) {
      const label = `worker_name="${escapeLabel(worker.workerName)}"`;
      for (const { suffix = '', labels = '', value, exemplar } of samples(worker)) {
        const example = exemplar === undefined || format === 'prometheus' ? '' : exemplarText(exemplar);
        lines.push(`${name}${suffix}{${label}${labels}} ${value}${example}`);
      }
    }
  }
  if (format === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

function escapeLabel(text: string): string {
  return text.toWellFormed().replace(/[\\"\n]/g, (character) => ESCAPES[character] as string);
}
