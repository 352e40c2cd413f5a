import {
  fieldBytes,
  TAG_FIELD_1,
  TAG_FIELD_2,
  varintBytes,
  writeFieldHead,
  writeVarint,
} from '../../otlp/protobuf/fields.js';
import type { SharedMessage } from '../frame.js';
import { BufferPool } from './buffer-pool.js';

const INITIAL_BYTES = 1024;

const pool = new BufferPool();

/** Repeated field 2 of a message, already tagged, growing. */
class RepeatedField {
  #buffer = pool.take(INITIAL_BYTES);
  length = 0;

  append(data: Uint8Array, start: number, end: number): void {
    const size = end - start;
    this.#reserve(fieldBytes(size));
    this.#buffer[this.length] = TAG_FIELD_2;
    const at = writeVarint(this.#buffer, this.length + 1, size);
    Buffer.prototype.copy.call(data, this.#buffer, at, start, end);
    this.length = at + size;
  }

  copyTo(target: Buffer, offset: number): number {
    return offset + this.#buffer.copy(target, offset, 0, this.length);
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#buffer.length) return;
    const grown = pool.take(Math.max(this.#buffer.length * 2, this.length + bytes));
    this.#buffer.copy(grown, 0, 0, this.length);
    pool.give(this.#buffer);
    this.#buffer = grown;
  }

  release(): void {
    pool.give(this.#buffer);
    this.length = 0;
  }
}

/** What a request holds for one resource. */
interface ResourceGroup {
  /** Records by their scope. */
  readonly scopes: Map<SharedMessage | undefined, RepeatedField>;
  /** Messages that bring their scope along: `ScopeMetrics`. */
  scoped: RepeatedField | undefined;
}

/**
 * Puts an Export{Logs,Trace,Metrics}ServiceRequest together from encoded messages, without decoding any: the three
 * requests have the same field numbers. `request { 1: { 1: resource, 2: { 1: scope, 2: record } } }`
 */
export class RequestBuilder {
  readonly #groups = new Map<SharedMessage | undefined, ResourceGroup>();
  items = 0;
  /** Bytes of the records; the request is a little larger. */
  bytes = 0;

  addRecord(
    resource: SharedMessage | undefined,
    scope: SharedMessage | undefined,
    data: Uint8Array,
    start: number,
    end: number,
    items: number,
  ): void {
    const { scopes } = this.#group(resource);
    let records = scopes.get(scope);
    if (records === undefined) {
      records = new RepeatedField();
      scopes.set(scope, records);
    }
    this.#append(records, data, start, end, items);
  }

  addScoped(
    resource: SharedMessage | undefined,
    data: Uint8Array,
    start: number,
    end: number,
    items: number,
  ): void {
    const group = this.#group(resource);
    group.scoped ??= new RepeatedField();
    this.#append(group.scoped, data, start, end, items);
  }

  /** The request in memory of its own. The builder must not be used any more. */
  build(): Buffer {
    const sizes = this.#groupSizes();
    const request = Buffer.allocUnsafeSlow(totalBytes(sizes));
    this.#writeTo(request, sizes);
    return request;
  }

  /** What `use` makes of the request, whose memory is used again afterwards. The builder must not be used any more. */
  buildFor<T>(use: (request: Buffer) => T): T {
    const sizes = this.#groupSizes();
    const size = totalBytes(sizes);
    const buffer = pool.take(size);
    const request = buffer.subarray(0, size);
    this.#writeTo(request, sizes);
    const result = use(request);
    pool.give(buffer);
    return result;
  }

  #groupSizes(): Map<ResourceGroup, number> {
    const sizes = new Map<ResourceGroup, number>();
    for (const [resource, group] of this.#groups) sizes.set(group, groupBytes(resource, group));
    return sizes;
  }

  #writeTo(request: Buffer, sizes: ReadonlyMap<ResourceGroup, number>): void {
    let at = 0;
    for (const [resource, group] of this.#groups) {
      at = writeFieldHead(request, at, TAG_FIELD_1, sizes.get(group)!);
      at = writeShared(request, at, resource);
      if (group.scoped) at = group.scoped.copyTo(request, at);
      for (const [scope, records] of group.scopes) {
        at = writeFieldHead(request, at, TAG_FIELD_2, sharedBytes(scope) + records.length);
        at = writeShared(request, at, scope);
        at = records.copyTo(request, at);
        records.release();
      }
      group.scoped?.release();
    }
  }

  #append(field: RepeatedField, data: Uint8Array, start: number, end: number, items: number): void {
    field.append(data, start, end);
    this.items += items;
    this.bytes += 1 + varintBytes(end - start) + end - start;
  }

  #group(resource: SharedMessage | undefined): ResourceGroup {
    let group = this.#groups.get(resource);
    if (group === undefined) {
      group = { scopes: new Map(), scoped: undefined };
      this.#groups.set(resource, group);
    }
    return group;
  }
}

function totalBytes(sizes: ReadonlyMap<ResourceGroup, number>): number {
  let total = 0;
  for (const size of sizes.values()) total += fieldBytes(size);
  return total;
}

function sharedBytes(message: SharedMessage | undefined): number {
  return message === undefined ? 0 : fieldBytes(message.bytes.length);
}

function writeShared(target: Buffer, offset: number, message: SharedMessage | undefined): number {
  if (message === undefined) return offset;
  const at = writeFieldHead(target, offset, TAG_FIELD_1, message.bytes.length);
  return at + message.bytes.copy(target, at);
}

function groupBytes(resource: SharedMessage | undefined, group: ResourceGroup): number {
  let size = sharedBytes(resource) + (group.scoped?.length ?? 0);
  for (const [scope, records] of group.scopes) size += fieldBytes(sharedBytes(scope) + records.length);
  return size;
}
