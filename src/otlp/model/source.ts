import type { RawMessage } from '../schema/message.js';
import { type Attributes, toAttributes } from './attributes.js';

/** What produced the telemetry: service, host, process. */
export interface Resource {
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

/** The library that made the records: for logs the logger's name. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

/** Shared by all records of one resource and scope in a request. */
export interface Source {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
}

function toResource(entry: RawMessage): Resource {
  const resource = (entry.resource ?? {}) as RawMessage;
  return {
    attributes: toAttributes(resource.attributes),
    droppedAttributesCount: (resource.droppedAttributesCount as number | undefined) ?? 0,
    schemaUrl: (entry.schemaUrl as string | undefined) ?? '',
  };
}

function toScope(entry: RawMessage): InstrumentationScope {
  const scope = (entry.scope ?? {}) as RawMessage;
  return {
    name: (scope.name as string | undefined) ?? '',
    version: (scope.version as string | undefined) ?? '',
    attributes: toAttributes(scope.attributes),
    droppedAttributesCount: (scope.droppedAttributesCount as number | undefined) ?? 0,
    schemaUrl: (entry.schemaUrl as string | undefined) ?? '',
  };
}

/** Flattens resources and scopes of a request: each record once, with its source. */
export function* recordsOf(
  request: RawMessage,
  resourcesField: string,
  scopesField: string,
  recordsField: string,
): Generator<{ source: Source; record: RawMessage }> {
  for (const resourceEntry of (request[resourcesField] ?? []) as RawMessage[]) {
    const resource = toResource(resourceEntry);
    for (const scopeEntry of (resourceEntry[scopesField] ?? []) as RawMessage[]) {
      const source = { resource, scope: toScope(scopeEntry) };
      for (const record of (scopeEntry[recordsField] ?? []) as RawMessage[]) yield { source, record };
    }
  }
}
