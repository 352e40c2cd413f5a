/**
 * The name of a field in OTLP/JSON, from that or from its name in the .proto files (`partial_success`), which a reader of
 * protobuf's JSON mapping takes too.
 */
export function jsonName(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
