/** Protobuf scalar types in use, and `id`: bytes that OTLP/JSON writes as hexadecimal digits. */
export type ScalarType =
  | 'string'
  | 'bool'
  | 'double'
  | 'int64'
  | 'uint64'
  | 'fixed64'
  | 'sfixed64'
  | 'uint32'
  | 'fixed32'
  | 'sint32'
  | 'enum'
  | 'bytes'
  | 'id';

/**
 * Messages as data: JSON name of each field → its number and type. The type is a scalar, an enumeration's name or a
 * message's name, with `[]` when repeated. No message of OTLP has more than one oneof, so a mark is enough.
 */
export type MessageTable = Readonly<
  Record<string, Readonly<Record<string, readonly [number: number, type: string, oneof?: 'oneof']>>>
>;

/** A field, resolved. */
export interface Field {
  readonly name: string;
  readonly number: number;
  readonly type: ScalarType | 'message';
  /** Of a single value: a repeated field may be packed. */
  readonly wireType: number;
  readonly repeated: boolean;
  readonly oneof: boolean;
  /** Of type `message`. */
  readonly message: Message | undefined;
  /** Of type `enum`: the names, each at the index of its number. */
  readonly values: readonly string[] | undefined;
}

/** A message type, resolved. */
export interface Message {
  readonly name: string;
  readonly byNumber: (Field | undefined)[];
  readonly byName: Map<string, Field>;
}

/**
 * A decoded message: JSON field names; 64-bit integers as bigint, ids as lower-case hex, bytes as Buffer,
 * enumerations as numbers. Absent fields are absent.
 */
export interface RawMessage {
  [field: string]: unknown;
}
