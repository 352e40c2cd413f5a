/** The bytes are not a valid OTLP request; a receiver answers 400. */
export class OtlpDecodeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OtlpDecodeError';
  }
}

/** The content type is neither protobuf nor JSON; a receiver answers 415. */
export class OtlpContentTypeError extends Error {
  constructor(contentType: string) {
    super(`Expected content type application/x-protobuf or application/json, got ${contentType || 'none'}`);
    this.name = 'OtlpContentTypeError';
  }
}
