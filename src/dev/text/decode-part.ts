/** A part of a path without its percent-encoding; one that is not encoded right stands for itself. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
