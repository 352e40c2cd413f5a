import type { RawMessage } from '../schema/message.js';
import { toAttributes } from './attributes.js';
import { listOf, messageOf, numberOf, textOf } from './proto-defaults.js';

/** What produced the telemetry (service, host, process), and the library that made the records: for logs the logger's name. */
export type Source = ReturnType<typeof toSource>;

/** Shared by all records of one resource and scope in a request. */
function toSource(resource: ReturnType<typeof toOwner>, scopeEntry: RawMessage) {
  const { name, version, ...scope } = messageOf(scopeEntry.scope);
  return {
    resource,
    scope: { name: textOf(name), version: textOf(version), ...toOwner(scope, scopeEntry.schemaUrl) },
  } as const;
}

function toOwner({ attributes, droppedAttributesCount }: RawMessage, schemaUrl: unknown) {
  return {
    attributes: toAttributes(attributes),
    droppedAttributesCount: numberOf(droppedAttributesCount),
    schemaUrl: textOf(schemaUrl),
  } as const;
}

/** Flattens resources and scopes of a request: each record once, with its source. */
export function* recordsOf(
  request: RawMessage,
  resourcesField: string,
  scopesField: string,
  recordsField: string,
): Generator<{ source: Source; record: RawMessage }> {
  for (const resourceEntry of listOf(request[resourcesField])) {
    const resource = toOwner(messageOf(resourceEntry.resource), resourceEntry.schemaUrl);
    for (const scopeEntry of listOf(resourceEntry[scopesField])) {
      const source = toSource(resource, scopeEntry);
      for (const record of listOf(scopeEntry[recordsField])) yield { source, record };
    }
  }
}
