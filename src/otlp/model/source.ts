import type { RawMessage } from '../schema/message.js';
import { type Attributes, toAttributes } from './attributes.js';
import { listOf, messageOf, numberOf, textOf } from './proto-defaults.js';

/** What produced the telemetry: service, host, process. */
interface Resource {
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

/** The library that made the records: for logs the logger's name. */
interface InstrumentationScope {
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
  const resource = messageOf(entry.resource);
  return {
    attributes: toAttributes(resource.attributes),
    droppedAttributesCount: numberOf(resource.droppedAttributesCount),
    schemaUrl: textOf(entry.schemaUrl),
  };
}

function toScope(entry: RawMessage): InstrumentationScope {
  const scope = messageOf(entry.scope);
  return {
    name: textOf(scope.name),
    version: textOf(scope.version),
    attributes: toAttributes(scope.attributes),
    droppedAttributesCount: numberOf(scope.droppedAttributesCount),
    schemaUrl: textOf(entry.schemaUrl),
  };
}

/** Flattens resources and scopes of a request: each record once, with its source. */
export function* recordsOf(
  request: RawMessage,
  resourcesField: string,
  scopesField: string,
  recordsField: string,
): Generator<{ source: Source; record: RawMessage }> {
  for (const resourceEntry of listOf(request[resourcesField])) {
    const resource = toResource(resourceEntry);
    for (const scopeEntry of listOf(resourceEntry[scopesField])) {
      const source = { resource, scope: toScope(scopeEntry) };
      for (const record of listOf(scopeEntry[recordsField])) yield { source, record };
    }
  }
}
