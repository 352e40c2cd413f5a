import { OtlpContentTypeError } from './decode-error.js';

/** The two encodings of OTLP/HTTP. */
export type OtlpEncoding = 'protobuf' | 'json';

/** Content type that answers in an encoding carry. */
export const CONTENT_TYPES: Record<OtlpEncoding, string> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/**
 * The encoding that a `Content-Type` header names; parameters are ignored.
 * @throws OtlpContentTypeError for any other type
 */
export function encodingOf(contentType: string): OtlpEncoding {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (type === CONTENT_TYPES.protobuf || type === 'application/protobuf') return 'protobuf';
  if (type === CONTENT_TYPES.json) return 'json';
  throw new OtlpContentTypeError(contentType);
}
