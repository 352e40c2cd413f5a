/** What the receiver answers under /api/. */

export interface TraceSummary {
  readonly traceId: string;
  readonly correlationIds: string[];
  readonly service: string;
  readonly name: string;
  readonly services: string[];
  readonly httpStatus?: number;
  readonly startTimeUnixMillis: number;
  readonly durationMillis: number;
  readonly spans: number;
  readonly logs: number;
  readonly errors: number;
  readonly complete: boolean;
}

export interface SpanRow {
  readonly type: 'span';
  readonly depth: number;
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly kind: string;
  readonly status: 'unset' | 'ok' | 'error';
  readonly offsetMillis: number;
  readonly durationMillis: number;
  readonly links: number;
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
}

export interface WorkerSample {
  readonly timeUnixMillis: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
  readonly durationSumSeconds: number;
  readonly durationCount: number;
}

export interface WorkerView {
  readonly service: string;
  readonly worker: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
  readonly avgDurationSeconds?: number;
  readonly maxDurationSeconds?: number;
  readonly successRatio: number;
  readonly lastJobAtUnixMillis?: number;
  readonly uptimeSeconds?: number;
  readonly samples: WorkerSample[];
}

export interface Status {
  readonly received: { readonly spans: number; readonly logs: number; readonly points: number };
  readonly kept: { readonly traces: number; readonly records: number; readonly bytes: number };
  readonly evicted: { readonly traces: number; readonly spans: number; readonly logs: number };
  readonly refusedSeries: number;
  readonly lastSequence: number;
  readonly losses: {
    readonly service: string;
    readonly metric: string;
    readonly detail: string;
    readonly count: number;
  }[];
}

export interface ChangeEvent {
  readonly traces: TraceSummary[];
  readonly removed: string[];
  /** More changed than the event tells. */
  readonly partial: boolean;
  readonly status: Status;
  /** Absent when no metrics have come since the last event. */
  readonly workers?: WorkerView[];
}
