/**
 * The offer that an `Accept` header prefers (RFC 9110, section 12.5.1): by quality, then by how exactly it is named,
 * then in the order of the offers. Without a header, or when it accepts none, the first one.
 */
export function negotiate<const T extends string>(
  accept: string | undefined,
  offers: readonly [T, ...T[]],
): T {
  if (accept === undefined) return offers[0];
  const ranges = accept.split(',', MAX_RANGES).map(parseRange);
  let best = offers[0];
  let bestRank = 0;
  for (const offer of offers) {
    const rank = rankOf(offer, ranges);
    if (rank > bestRank) {
      best = offer;
      bestRank = rank;
    }
  }
  return best;
}

/** Browsers and scrapers send fewer than ten. */
const MAX_RANGES = 50;

interface MediaRange {
  readonly type: string;
  /** 0 to 1. */
  readonly quality: number;
}

function parseRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** Quality first; the exactness only decides between equal ones: 3 "a/b", 2 "a/*", 1 "*\/*". */
function rankOf(offer: string, ranges: readonly MediaRange[]): number {
  const wanted = [`${offer.slice(0, offer.indexOf('/'))}/*`, offer];
  let exactness = 0;
  let quality = 0;
  for (const range of ranges) {
    const matched = range.type === '*/*' ? 1 : wanted.indexOf(range.type) + 2;
    // The most exact range that matches is the one that holds, whatever less exact ones say.
    if (matched === 1 && range.type !== '*/*') continue;
    if (matched > exactness || (matched === exactness && range.quality > quality)) {
      exactness = matched;
      quality = range.quality;
    }
  }
  return quality === 0 ? 0 : quality * 1000 + exactness;
}
