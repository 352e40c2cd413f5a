import type { Attributes } from '@opentelemetry/api';
import { createNormalizer, type Normalizer } from '../../core/normalize/index.js';
import { ProtoWriter } from '../protobuf/writer.js';
import { tagsOf } from '../schema/resolve.js';
import { writeAttributes } from './any-value.js';
import { writeInteger, writeText } from './fields.js';

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
  writeAttributes(writer, RESOURCE.attributes, attributes, normalizer);
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
  writeText(writer, SCOPE.name, normalizer.toText(scope.name));
  if (scope.version) writeText(writer, SCOPE.version, normalizer.toText(scope.version));
  writeAttributes(writer, SCOPE.attributes, scope.attributes, normalizer);
  if (scope.droppedAttributesCount) {
    writeInteger(writer, SCOPE.droppedAttributesCount, scope.droppedAttributesCount);
  }
}
