/** W3C Trace Context, section 3.2.2.3. */
export function isTraceId(id: string): boolean {
  return /^(?!0{32})[0-9a-f]{32}$/.test(id);
}
