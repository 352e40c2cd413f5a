const ENCODED = /(?:%[0-9a-f]{2})+/gi;

/** Percent-decoding as forms have it, `+` for spaces included; sequences that are no UTF-8 stay as they are. */
export function percentDecoded(text: string): string {
  return text.replaceAll('+', ' ').replace(ENCODED, decode);
}

function decode(sequence: string): string {
  try {
    return decodeURIComponent(sequence);
  } catch {
    return sequence;
  }
}
