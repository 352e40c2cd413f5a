/** How values without a JSON counterpart are kept while a protobuf message is read. */
export interface Representation {
  int64(value: bigint): unknown;
  double(value: number): unknown;
  bytes(value: Buffer): unknown;
}

/** JavaScript's own types, for the typed model. */
export const NATIVE: Representation = {
  int64: (value) => value,
  double: (value) => value,
  bytes: (value) => value,
};

/** The protobuf JSON mapping, as OTLP/JSON uses it (OTLP 1.x, "JSON Protobuf Encoding"). */
export const JSON_MAPPING: Representation = {
  int64: (value) => value.toString(),
  double: (value) => (Number.isFinite(value) ? value : String(value)),
  bytes: (value) => value.toString('base64'),
};
