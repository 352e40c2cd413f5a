/** A message that several records share: their resource, or their scope. Compared by identity. */
export interface SharedMessage {
  readonly bytes: Buffer;
}
