import { mistakesIn } from '../query/mistakes.js';
import type { TelemetryStore } from '../store/telemetry-store.js';

/** Arguments as they came: names as in the schema, values unchecked. */
export type ToolArguments = Readonly<Record<string, unknown>>;

/** A question that scripts and coding agents ask about what was received. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** Name → what it is, for the JSON schema of the arguments. */
  readonly parameters: Readonly<Record<string, ToolParameter>>;
  /** The answer as lines of text. It is bounded, masked and marked by the caller. */
  run(store: TelemetryStore, args: ToolArguments): string[] | Promise<string[]>;
}

interface ToolParameter {
  readonly type: 'string' | 'number' | 'boolean';
  readonly description: string;
  readonly required?: boolean;
}

export const QUERY: ToolParameter = {
  type: 'string',
  description:
    'Conditions that all must hold, such as: service:api status:5xx duration>100ms route:/orders user:u3 level:error since:5m order_id:42 -name:health "free text". Any attribute is a field.',
};

export function text(args: ToolArguments, name: string): string {
  const value = args[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** The answer when a query finds nothing. */
export function nothing(said: string, query: string): string[] {
  return [said, ...mistakesIn(query)];
}

/** A parameter that is a whole number up to a bound. */
export class Count implements ToolParameter {
  readonly type = 'number';
  readonly description: string;

  constructor(
    private readonly standard: number,
    private readonly maximum: number,
    meaning = 'How many at most',
  ) {
    this.description = `${meaning} (default ${standard}, at most ${maximum})`;
  }

  of(args: ToolArguments, name: string): number {
    return Math.min(Math.trunc(Number(args[name] ?? this.standard)), this.maximum);
  }
}
