import { NUMERIC_NAME } from './key-names.js';
import { type KeyRule, squash } from './keys.js';

/** What a name says about its value in text. */
export interface NameTraits {
  readonly isSecret: boolean;
  /** Its value is a secret whatever it looks like; of other names it has to look like one. */
  readonly isStrong: boolean;
  /** Its secret may be a short number. */
  readonly isNumeric: boolean;
  /** Numbers under it are counts. */
  readonly isCount: boolean;
  /** Its value is a secret if it is long and random. */
  readonly isRandom: boolean;
  /** Its value is a secret in a query, as OpenTelemetry's conventions for URLs have it. */
  readonly isOfSignedUrl: boolean;
  /** A header whose value goes on to the end of the line. */
  readonly isHeader: boolean;
  /** Its secret may be a row of words. */
  readonly isPhrase: boolean;
}

export type TraitsOf = (name: string) => NameTraits;

const HEADER =
  /^(?:httprequestheader|httpresponseheader)?(?:proxyauthorization|authorization|setcookie|cookie)$/;
const NO_SECRET: NameTraits = {
  isSecret: false,
  isStrong: false,
  isNumeric: false,
  isCount: false,
  isRandom: false,
  isOfSignedUrl: false,
  isHeader: false,
  isPhrase: false,
};
/** Above this many different names the cache starts anew. */
const MAX_REMEMBERED = 2_048;

/** Makes the function that tells, and remembers, what a name in text says about its value. */
export function createNameTraits(keyRule: (key: string) => KeyRule): TraitsOf {
  const known = new Map<string, NameTraits>();
  return (name) => {
    let traits = known.get(name);
    if (traits === undefined) {
      traits = traitsOf(name, keyRule(name));
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(name, traits);
    }
    return traits;
  };
}

function traitsOf(name: string, rule: KeyRule): NameTraits {
  if (rule === 0) return NO_SECRET;
  const whole = squash(name);
  return {
    isSecret: true,
    isStrong: rule === 1,
    isNumeric: NUMERIC_NAME.test(whole),
    isCount: rule === 2,
    isRandom: rule === 4,
    isOfSignedUrl: whole === 'signature',
    isHeader: HEADER.test(whole),
    isPhrase: /(?:mnemonic|phrase|seed)$/.test(whole),
  };
}
