import { VITEST_EXPECT } from '../../core/globals.js';
import type { CapturedSpan } from '../captured-span.js';
import { type MatcherContext, type MatcherResult, requireTelemetry } from './matching.js';

const NAME = 'toMatchTrace';

type Expect = (actual: unknown) => { toMatchSnapshot(hint?: string): void };

/** See {@link TelemetryMatchers.toMatchTrace}. */
export function toMatchTrace(this: MatcherContext, received: unknown, hint?: string): MatcherResult {
  const { spans } = requireTelemetry(NAME, received);
  if (this.isNot) throw new TypeError(`expect(telemetry).not.${NAME}(): a snapshot has no opposite`);
  // Of the runner itself: it knows test and file, and how to show what differs.
  const snapshot = findExpect()(treeOf(spans));
  if (hint === undefined) snapshot.toMatchSnapshot();
  else snapshot.toMatchSnapshot(hint);
  return { pass: true, message: () => '' };
}

function findExpect(): Expect {
  const { expect, [VITEST_EXPECT]: ofVitest } = globalThis as { expect?: Expect; [VITEST_EXPECT]?: Expect };
  // Without globals: a name that jest answers itself.
  return expect ?? ofVitest ?? (require('@jest/globals') as { expect: Expect }).expect;
}

function treeOf(spans: readonly CapturedSpan[]): string {
  const keyOf = (traceId: string, spanId: string | undefined) => `${traceId}-${spanId}`;
  const known = new Set(spans.map(({ traceId, spanId }) => keyOf(traceId, spanId)));
  const children = Map.groupBy(
    spans.toSorted((a, b) => a.startTimeMs - b.startTimeMs),
    ({ traceId, parentSpanId }) => {
      const parent = keyOf(traceId, parentSpanId);
      return known.has(parent) ? parent : undefined;
    },
  );
  const lines: string[] = [];
  const add = (parent: string | undefined, indent: string) => {
    for (const { name, traceId, spanId } of children.get(parent) ?? []) {
      lines.push(indent + name);
      add(keyOf(traceId, spanId), `${indent}  `);
    }
  };
  add(undefined, '');
  return lines.join('\n');
}
