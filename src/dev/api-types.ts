/** What the receiver answers under /api/: written once, for the receiver that makes it and the page that reads it. */

/** One line about a trace. */
export interface TraceSummary {
  readonly traceId: string;
  readonly correlationIds: string[];
  readonly service: string;
  /** Of the root span; with the path where the span's name is a method alone. '' before the root has come. */
  readonly name: string;
  readonly services: string[];
  /** `http.response.status_code` of the root span. */
  readonly httpStatus: number | undefined;
  readonly startTimeUnixMillis: number;
  readonly durationMillis: number;
  readonly spans: number;
  readonly logs: number;
  readonly errors: number;
  /** Whether the span without a parent has come. */
  readonly complete: boolean;
}

export type TraceSort = 'time' | 'service' | 'name' | 'status' | 'duration' | 'spans' | 'logs' | 'errors';

/** A part of a list that the receiver has whole. */
export interface Window<T> {
  readonly items: T[];
  /** Where the first of the items stands in the list. */
  readonly offset: number;
  /** Length of the list. */
  readonly total: number;
  /** What `upTo` left out. */
  readonly newer: number;
  /** Number of arrival of the newest trace or log record of all; `upTo` takes it. */
  readonly newest: number;
  /** Where nothing was found: what may be wrong in the query. */
  readonly mistakes?: string[];
}

/** A value that came, for completion. */
export interface Suggestion {
  readonly value: string;
  readonly count: number;
}

export interface SpanRow {
  readonly type: 'span';
  readonly depth: number;
  /** Its span ID; a key of its own where an earlier span of the trace has that. */
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly kind: string;
  readonly status: 'unset' | 'ok' | 'error';
  readonly offsetMillis: number;
  readonly durationMillis: number;
  /** Its parent is not here, or not yet. */
  readonly orphan: boolean;
  /** Its span ID is an earlier one's too. */
  readonly sharesId: boolean;
}

export interface LogLine {
  readonly type: 'log';
  readonly sequence: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly logger: string;
  readonly level: string;
  readonly severity: number;
  readonly message: string;
  /** The call's own fields: "key=value …". */
  readonly fields: string;
  readonly timeUnixMillis: number;
  readonly offsetMillis: number;
}

export type LogRow = LogLine & { readonly depth: number };

export type TraceRow = SpanRow | LogRow;

export interface TraceAnswer {
  readonly summary: TraceSummary;
  readonly rows: TraceRow[];
}

type Attributes = Readonly<Record<string, unknown>>;

export interface SpanDetail {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly kind: string;
  readonly status: { readonly code: string; readonly message: string };
  readonly attributes: Attributes;
  readonly events: {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: Attributes;
  }[];
  readonly links: { readonly traceId: string; readonly spanId: string; readonly attributes: Attributes }[];
  readonly resource: { readonly attributes: Attributes };
  readonly scope: { readonly name: string; readonly version: string };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

export interface LogDetail {
  readonly traceId: string;
  readonly spanId: string;
  readonly severityText: string;
  readonly severityNumber: number;
  readonly eventName: string;
  readonly body: unknown;
  readonly attributes: Attributes;
  readonly resource: { readonly attributes: Attributes };
  readonly scope: { readonly name: string; readonly version: string };
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
}

export interface WorkerSample {
  readonly timeUnixMillis: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly durationSumSeconds: number;
  readonly durationCount: number;
}

export interface WorkerView {
  readonly service: string;
  readonly worker: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
  /** Mean of all jobs since start; undefined before the first. */
  readonly avgDurationSeconds: number | undefined;
  readonly maxDurationSeconds: number | undefined;
  /** 1 when no job has ended. */
  readonly successRatio: number;
  readonly lastJobAtUnixMillis: number | undefined;
  readonly uptimeSeconds: number | undefined;
  /** Oldest first. */
  readonly samples: readonly WorkerSample[];
}

/** A metric by its name, of all services. */
export interface MetricSummary {
  readonly name: string;
  readonly unit: string;
  readonly type: string;
  /** A sum that only grows: its rate is of interest. */
  readonly monotonic: boolean;
  readonly description: string;
  readonly services: string[];
  readonly series: number;
}

/** Such as `p95` → value; none where they are not known. Of a summary those that it tells. */
export type Percentiles = Readonly<Record<string, number>>;

/** Totals of a series since its start, and the percentiles of the interval before. */
export interface MetricSample {
  readonly timeUnixMillis: number;
  readonly value: number;
  readonly count: number;
  readonly percentiles: Percentiles;
}

/** A single value of a metric, and where it came from. */
export interface MetricExemplar {
  readonly timeUnixMillis: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
}

export interface MetricDetail extends MetricSummary {
  /** The busiest series first. */
  readonly details: {
    readonly service: string;
    /** Where several of the service tell this metric: the beginning of its instance ID, or its process ID. */
    readonly instance: string | undefined;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly value: number;
    readonly count: number;
    readonly max: number | undefined;
    readonly percentiles: Percentiles;
    readonly samples: MetricSample[];
    readonly exemplars: MetricExemplar[];
  }[];
}

interface CallFigures {
  readonly calls: number;
  readonly errors: number;
  readonly p95Millis: number;
}

export interface ServiceNode extends CallFigures {
  readonly service: string;
}

export interface ServiceEdge extends CallFigures {
  readonly from: string;
  readonly to: string;
}

export interface ServiceMap {
  readonly nodes: ServiceNode[];
  readonly edges: ServiceEdge[];
}

/** Records that an app says it lost before they came here. */
export interface LossView {
  readonly service: string;
  readonly metric: string;
  /** Attributes of the series, such as `signal=logs, reason=queue_full`. */
  readonly detail: string;
  readonly count: number;
}

/** What `keep` rules of an app kept and withheld, of its requests, jobs and root spans. */
export interface KeptView {
  readonly service: string;
  readonly kept: number;
  readonly judged: number;
  /** Such as `errors 9, share 3; withheld: rules 1192`. */
  readonly reasons: string;
  readonly withheldSpans: number;
  readonly withheldLogs: number;
}

export interface Status {
  /** Tells this receiver from others on the same port. */
  readonly receiver: 'tracebridge dev';
  /** The file that keeps what comes over a restart. */
  readonly keepFile: string | undefined;
  readonly received: { readonly spans: number; readonly logs: number; readonly points: number };
  readonly kept: { readonly traces: number; readonly records: number; readonly bytes: number };
  readonly evicted: { readonly traces: number; readonly spans: number; readonly logs: number };
  readonly refusedSeries: number;
  readonly losses: LossView[];
  /** By service, of those with `keep` rules. */
  readonly keptByRules: KeptView[];
}

/** Told to the page when something came or went. */
export interface ChangeEvent {
  /** Traces that got records. */
  readonly changed: string[];
  /** More changed than the event tells. */
  readonly partial: boolean;
  readonly status: Status;
  /** Absent when no metrics have come since the last event. */
  readonly workers?: WorkerView[];
}
