/** What a value under a telling name looks like: whether it may be a secret at all. */

/** Values that tell of a secret, not the secret itself. */
const STATUS_WORDS: ReadonlySet<string> = new Set(
  `null undefined none nil nan true false yes no on off ok empty blank absent present set unset missing required optional
   requires needs expects invalid valid incorrect correct wrong weak strong expired expires revoked refreshed rotated renewed changed updated
   created deleted removed reset accepted rejected denied refused disabled enabled verified unverified unknown unauthorized
   forbidden failed failure success successful error mismatch mismatched malformed unsupported unexpected expected sent
   received found not must should is was has to the a an in for of at from with and or if string number boolean object buffer function
   array text bytes uuid hidden masked redacted filtered removed omitted default auto basic bearer
   digest negotiate plain oauth oauth2 jwt ldap saml env stdin file prompt hashed encrypted bcrypt argon2 scrypt sha1 sha256
   sha512 md5 scram-sha-256 active inactive include same-origin pending closed open opened started ended connected disconnected left right up
   down ready idle new old same different too any all check checking provided generated stored loaded ignored skipped
   supported allowed please try again after before when see
   falsch ungültig gültig abgelaufen erforderlich fehlt fehlerhaft leer gesetzt geändert gesperrt vergessen unbekannt nein ja
   incorrecte invalide expiré manquant obligatoire requis vide oublié modifié changé inconnu non oui
   incorrecta incorrecto inválida inválido expirada caducada obligatoria obligatorio requerida requerido vacía cambiada sí
   incorreta incorreto obrigatória obrigatório alterada vazia não sim errata scaduta mancante obbligatoria richiesta
   onjuist ongeldig verplicht vereist verlopen leeg gewijzigd nee`
    .trim()
    .split(/\s+/),
);

/** `***`, `<password>`, `${PASSWORD}`, `$PASSWORD`, `%s`, `{{ token }}`, `[REDACTED]`, `xxxx`, `your-api-key`: what stands for a secret. */
const PLACEHOLDER =
  /^(?:[*x.\u2022_#-]+|<[^<>]*>?|\$\{.*|\$\(.*|%[sdvoj@%]|%\w*\([\w.:]+\)[s%]|your[_-][a-z_-]+|\{\{.*|\{[A-Za-z_][A-Za-z_ .:()-]*\}?|\[(?:redacted|filtered|masked|hidden|object|circular).*)$/i;

/** Of a shell, of PostgreSQL and of other databases: `$PASSWORD`, `$1`, `?`, `:password`. */
const VARIABLE = /^(?:\$(?:\d{1,3}|[A-Z_][A-Z0-9_]*|[a-z_]+)|\?\d{0,3}|:[a-z_]+)$/;

/** `getPassword()`, `process.env.TOKEN`, `req.headers[…`: code that was logged, as in an error's excerpt. */
const CODE =
  /^(?:[A-Za-z_$][\w$.]*[([]|(?:await|new|this|process|req|request|res|config|options|env|os|self)(?:[ .]|$)|[a-z][A-Za-z_$]*(?:\.[A-Za-z_$]+)+;?$)/;

/** "must be at least 8 characters", as a validation says of a password; its first word is no noun of a passphrase. */
const SENTENCE =
  /^(?:is|are|was|has|must|should|can(?:no|')?t?|does|did|needs|requires|may|too|at least|at most|please)\s[a-z']+(?:\s[\w',-]+)*[.!]?$/i;

/** Counts, sizes, durations, versions, dates and times: `4096`, `12ms`, `1.2.3`, `3/5`, `2024-05-01T10:00:00Z`. */
const MEASURE = /^[~<>+-]?\d[\d.,:/_-]*(?:[a-z%\u00b5]{1,12}|[TZ][\d:.]*Z?)?$/i;

export function isSentence(value: string): boolean {
  return SENTENCE.test(value);
}

/** Whether a value stands for a secret, or is a sentence about it. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value) || VARIABLE.test(value) || isSentence(value);
}

/** Whether a value stands for a secret or tells of one. */
export function isRemark(value: string): boolean {
  return isPlaceholder(value) || STATUS_WORDS.has(value.toLowerCase().replace(/[.!?:)]+$/, ''));
}

export function isCode(value: string): boolean {
  return CODE.test(value);
}

export function isMeasure(value: string): boolean {
  return MEASURE.test(value);
}

/** `node-2`, `fooBar12`, `US_EAST_1` */
const NUMBERED_WORDS = /^(?:[A-Z]?[a-z]+(?:[_-]?[A-Z][a-z]+|[_-][a-z]+)*|[A-Z]+(?:[_-][A-Z]+)*)[_-]?\d{1,2}$/;

/** Whether a text looks random: letters with digits or signs, no plain word, identifier, measure, path or address. */
export function looksSecret(value: string, minChars: number): boolean {
  const { length } = value;
  if (length < minChars || isMeasure(value) || isRemark(value) || /^[./~\\]|^[a-z][\w+.-]*:\/\//.test(value))
    return false;
  if (!/\p{L}/u.test(value)) return /[!#$%^&*+=~]/.test(value) && /\d/.test(value);
  if (/\d/.test(value)) return !NUMBERED_WORDS.test(value);
  if (/[!#$%^&*+=~@?]/.test(value.slice(0, -1))) return true;
  return (
    length >= 16 &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    !/^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*$/.test(value)
  );
}

/** Whether a value is as many digits as PINs, one-time codes and card codes have. */
export function isShortNumber(value: string): boolean {
  return /^\d{3,12}$|^\d{3}[ -]\d{2,3}[ -]?\d{0,4}$|^\d{4}(?:[ .-]\d{4}){2,4}$/.test(value);
}

/** Capitals within what is no name in camel case. */
const MIXED = /^(?=.*[a-z])(?=.*[A-Z])(?![A-Z]?[a-z]+(?:[A-Z][a-z]+)*\d{0,2}$)[\w-]{20,}$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** As errors are called: `ERR_HTTP2_INVALID_SESSION`. */
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/**
 * Whether a query's `code` or `ticket` is what a login brings back.
 * @param isLogin whether it stands beside the parameters of a login; else it has to be a long random text
 */
export function isLoginSecret(text: string, isLogin: boolean): boolean {
  if (isLogin) {
    const isWord = isRemark(text) || isMeasure(text) || CONSTANT.test(text);
    return text.length >= 6 && !isWord && (/\d/.test(text) || text.length >= 20);
  }
  return (looksSecret(text, 16) || MIXED.test(text)) && !UUID.test(text);
}

/** What has digits and letters by turns too: identifiers of MongoDB, and ULIDs. */
const KNOWN_ID = /^(?:[\da-f]{1,31}|[0-7][\dA-HJKMNP-TV-Z]{25})$/i;

/** What headers write before a signature: `sha256=`, `t=1700000000,v1=`. */
const SIGNATURE = /^(?:t=\d{10},)?(?:sha\d{1,3}|v\d)=/;

const PATH = /^[./~]|\/.*\.|\..*\//;

/** Whether a text is so long and so random that no word, name, path or number is like it. */
export function isRandom(given: string): boolean {
  const text = given.replace(SIGNATURE, '');
  if (
    !/^[\w+/~!@#$%^&*.=-]{16,4096}$/.test(text) ||
    UUID.test(text) ||
    KNOWN_ID.test(text) ||
    PATH.test(text)
  )
    return false;
  // Of what is random three of five neighbours are of another kind, of names in camel case one of three.
  const turns = text.match(/\d(?=[a-z])|[a-z](?=\d)/gi)?.length ?? 0;
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text))
    return turns >= 4 && /^[A-Za-z\d]+(?:\.[a-z\d]{16})?$/.test(text);
  const changes = text.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;
  return turns >= 3 || turns + changes > text.length * 0.45;
}

/** Words and numbers, as in `Version2Alpha` and `#login-password2`. */
const WORDS = /^#|[vV]\d$|[A-Za-z]?[a-z]{2,}|[A-Z]{2,}|\d+|[._+-]/g;

/** Whether a value has capitals or signs beside letters and digits, and is not made of words. */
export function isMixed(value: string): boolean {
  return /^(?=.*[a-z])(?=.*[A-Z!#$%&*+?^~])(?=.*\d)/.test(value) && value.replace(WORDS, '') !== '';
}
