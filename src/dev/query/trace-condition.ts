import { isValidTraceId } from '@opentelemetry/api';
import type { Trace } from '../store/trace.js';
import { httpStatusOf, isComplete, toMillis } from '../view/summary.js';
import { Matcher } from './matcher.js';
import type { Term } from './parse.js';
import { type Condition, recordCondition } from './record-condition.js';
import { parseMoment } from './units.js';

/** Whether all terms hold for a trace. A term about records holds when it does for one of its spans or log records. */
export function traceCondition(terms: readonly Term[], now: number): Condition<Trace> {
  const conditions = terms.map((term) => {
    const condition = conditionOf(term, now);
    return term.negated ? (trace: Trace) => !condition(trace) : condition;
  });
  return (trace) => isValidTraceId(trace.traceId) && conditions.every((condition) => condition(trace));
}

function conditionOf(term: Term, now: number): Condition<Trace> {
  const { field, value } = term;
  const matcher = new Matcher(term, field === 'duration' ? 'duration' : undefined);
  switch (field) {
    case 'duration':
      return (trace) => matcher.number(toMillis(trace.durationNanos));
    case 'spans':
      return (trace) => matcher.number(trace.spans.size);
    case 'logs':
      return (trace) => matcher.number(trace.logs.length);
    case 'errors':
      return (trace) => matcher.number(trace.errors);
    case 'is':
      if (value === 'open') return (trace) => !isComplete(trace.root());
      if (value === 'error') return (trace) => trace.errors > 0;
      return () => false;
    case 'since':
    case 'until': {
      const bound = parseMoment(value, now);
      return (trace) => {
        const start = toMillis(trace.startTimeUnixNano ?? 0n);
        return field === 'since' ? start >= bound : start <= bound;
      };
    }
    case 'status':
      return statusCondition(term, now);
    default: {
      const condition = recordCondition(term, now);
      return (trace) => anyRecord(trace, condition);
    }
  }
}

/** The status that the list shows, which is the root span's; of a trace without one, that of any span. */
function statusCondition(term: Term, now: number): Condition<Trace> {
  const condition = recordCondition(term, now);
  return (trace) => {
    const root = trace.root();
    if (root !== undefined && httpStatusOf(root.attributes) !== undefined) return condition(root);
    return trace.spans.values().some(condition);
  };
}

function anyRecord(trace: Trace, condition: ReturnType<typeof recordCondition>): boolean {
  return trace.spans.values().some(condition) || trace.logs.some(({ record }) => condition(record));
}
