import { varintBytes, writeVarint } from '../../otlp/protobuf/varint.js';
import { tagsOf } from '../../otlp/schema/resolve.js';
import type { Frame, SharedMessage } from '../frame.js';
import { BufferPool } from './buffer-pool.js';

// The requests of all signals have the same numbers from top to bottom.
const { resourceLogs: GROUP } = tagsOf('ExportLogsServiceRequest');
const { resource: RESOURCE, scopeLogs: SCOPED } = tagsOf('ResourceLogs');
const { scope: SCOPE, logRecords: RECORD } = tagsOf('ScopeLogs');

const INITIAL_BYTES = 1024;

const pool = new BufferPool();

// Held, because `Buffer` is a getter of the global object.
const { copy } = Buffer.prototype;

/** The records of one scope, or of one resource: a repeated field, already tagged, growing. */
class TaggedRecords {
  #buffer = pool.take(INITIAL_BYTES);
  length = 0;

  constructor(private readonly tag: number) {}

  append({ data, start, end }: Frame): void {
    const size = end - start;
    this.#reserve(fieldBytes(size));
    const at = writeFieldHead(this.#buffer, this.length, this.tag, size);
    // See RingWriter.write for why not set(subarray()).
    copy.call(data, this.#buffer, at, start, end);
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
  readonly scopes: Map<SharedMessage | undefined, TaggedRecords>;
  /** Messages that bring their scope along: `ScopeMetrics`. */
  scoped: TaggedRecords | undefined;
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

  addRecord(frame: Frame): void {
    const { scopes } = this.#group(frame.resource);
    let records = scopes.get(frame.scope);
    if (records === undefined) {
      records = new TaggedRecords(RECORD);
      scopes.set(frame.scope, records);
    }
    this.#append(records, frame);
  }

  /** Adds a message that brings its scope along. */
  addScoped(frame: Frame): void {
    const group = this.#group(frame.resource);
    group.scoped ??= new TaggedRecords(SCOPED);
    this.#append(group.scoped, frame);
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
      at = writeFieldHead(request, at, GROUP, sizes.get(group)!);
      at = writeShared(request, at, RESOURCE, resource);
      if (group.scoped) at = group.scoped.copyTo(request, at);
      for (const [scope, records] of group.scopes) {
        at = writeFieldHead(request, at, SCOPED, sharedBytes(scope) + records.length);
        at = writeShared(request, at, SCOPE, scope);
        at = records.copyTo(request, at);
        records.release();
      }
      group.scoped?.release();
    }
  }

  #append(records: TaggedRecords, frame: Frame): void {
    const before = records.length;
    records.append(frame);
    this.items += frame.items;
    this.bytes += records.length - before;
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

/** Size of a length-delimited field with a one-byte tag. */
function fieldBytes(payloadBytes: number): number {
  return 1 + varintBytes(payloadBytes) + payloadBytes;
}

/** Writes tag and length of a length-delimited field; returns the offset of its payload. */
function writeFieldHead(target: Buffer, offset: number, tag: number, payloadBytes: number): number {
  target[offset] = tag;
  return writeVarint(target, offset + 1, payloadBytes);
}

function totalBytes(sizes: ReadonlyMap<ResourceGroup, number>): number {
  let total = 0;
  for (const size of sizes.values()) total += fieldBytes(size);
  return total;
}

function sharedBytes(message: SharedMessage | undefined): number {
  return message === undefined ? 0 : fieldBytes(message.bytes.length);
}

function writeShared(
  target: Buffer,
  offset: number,
  tag: number,
  message: SharedMessage | undefined,
): number {
  if (message === undefined) return offset;
  const at = writeFieldHead(target, offset, tag, message.bytes.length);
  return at + message.bytes.copy(target, at);
}

function groupBytes(resource: SharedMessage | undefined, group: ResourceGroup): number {
  let size = sharedBytes(resource) + (group.scoped?.length ?? 0);
  for (const [scope, records] of group.scopes) size += fieldBytes(sharedBytes(scope) + records.length);
  return size;
}
