import type { Attributes } from '@opentelemetry/api';
import { createNormalizer, type Normalizer } from '../../core/normalize/index.js';
import { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeKeyValues } from './any-value.js';

const RESOURCE = tagsOf('Resource');
const SCOPE = tagsOf('InstrumentationScope');

/**
 * An instrumentation scope. `schemaUrl` is no field of the scope's message but of the `Scope…` message around it; who
 * builds that adds it.
 */
export interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}

const plain = createNormalizer();

/** Bytes of an OTLP `Resource` message. */
export function encodeResource(attributes: Attributes, normalizer: Normalizer = plain): Uint8Array {
  const writer = new ProtoWriter(1_024);
  const fields = normalizer.toFields(attributes);
  if (fields !== undefined) writeKeyValues(writer, RESOURCE.attributes, fields);
  return writer.finish();
}

/** Bytes of an OTLP `InstrumentationScope` message. */
export function encodeScope(scope: Scope, normalizer: Normalizer = plain): Uint8Array {
  const writer = new ProtoWriter(256);
  writeScope(writer, scope, normalizer);
  return writer.finish();
}

/** Content of an OTLP `InstrumentationScope` message. */
export function writeScope(writer: ProtoWriter, scope: Scope, normalizer: Normalizer): void {
  writer.tag(SCOPE.name);
  writer.string(normalizer.toText(scope.name));
  if (scope.version) {
    writer.tag(SCOPE.version);
    writer.string(normalizer.toText(scope.version));
  }
  const fields = scope.attributes === undefined ? undefined : normalizer.toFields(scope.attributes);
  if (fields !== undefined) writeKeyValues(writer, SCOPE.attributes, fields);
  if (scope.droppedAttributesCount) {
    writer.tag(SCOPE.droppedAttributesCount);
    writer.varint(scope.droppedAttributesCount);
  }
}
