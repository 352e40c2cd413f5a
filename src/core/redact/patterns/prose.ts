import { COLON, EQUALS, LONG_RUN, NUMBER, PASS, QUOTE } from '../hints.js';
import { isCode, isLoginSecret, isRandom, looksSecret } from '../value-shape.js';
import { type SecretPattern, whole } from './pattern.js';

/** Before a one-time code, in the languages that apps send them in. */
const CODE_NAMES = [
  '(?<![a-z])(?:otp|passcode|einmalpasswort|m?tan(?=\\W{1,2}\\d{6}\\b| (?:is|ist|lautet))|(?:atm|card|sim|your|wrong|invalid) pin)',
  '(?:verification|security|confirmation|log-?in|sign-?in|authentication|access|one-?time|2fa|mfa|sms)[\\]_ -]{1,2}(?:pass)?code',
  'your[\\] -]{1,2}(?!(?:promo|discount|coupon|voucher|order|zip|postal|area|country|product|error|tracking|booking)\\b)(?:[\\w-]{1,20} )?(?:pass)?code',
  'one-?time (?:password|pin)',
  '(?<![a-z])pin(?= (?:is|was|entered|for))(?: entered)?',
  '(?:bestätigungs|verifi[a-z]{1,10}|sicherheits|einmal|anmelde|zugangs|freischalt|bevestigings|beveiligings|inlog)-?code',
  "(?:code|c[oó]digo|codice)\\s(?:de\\s|di\\s|d['’])(?:v[eé]rif|conf|s[eé][cg]|sic|acc|connexion|validation|aut)[^\\s:]{0,14}",
];
const CODE_BEFORE = `(?:${CODE_NAMES.join('|')})(?:\\s{0,4}(?:is|was|ist|lautet|est|es|[eéè]|[:=#]|for\\s{1,4}[^:\\r\\n]{1,64}:)){0,2}\\s{0,4}`;
const CODE_AFTER =
  '["\']?\\s(?:is|ist|est|es|è|é)\\s(?:your|dein|deine|ihr|ihre|votre|ton|tu|su|il tuo|o seu|je|uw)\\s(?:[\\w-]{1,20}\\s){0,3}(?:[a-z]{0,16}code|c[oó]digo|codice|otp|pin|passcode)\\b';

const CODE_USE = '\\sto\\s(?:sign|log|verify|confirm|reset|complete|finish|authenticate|continue)';

/** Words and numbers, as in `Version2Alpha` and `#login-password2`. */
const WORDS = /^#|[A-Za-z]?[a-z]{2,}|[A-Z]{2,}|\d+|[._+-]/g;

/** Whether a value has capitals or signs beside letters and digits, and is not made of words. */
function isMixed(value: string): boolean {
  return /^(?=.*[a-z])(?=.*[A-Z!#$%&*+?^~])(?=.*\d)/.test(value) && value.replace(WORDS, '') !== '';
}

/** Whether what a sentence calls a password is one, and not a word about it. */
function isToldPassword(value: string, isAfterColon: boolean): boolean {
  if (!looksSecret(value, 6) || value.includes('@') || isCode(value)) return false;
  return isAfterColon ? /\d/.test(value) && /[a-z]/i.test(value) : value.length >= 8 && isMixed(value);
}

/** Of sentences, SQL and links. */
export const PROSE: readonly SecretPattern[] = [
  {
    // What a login's redirect brings back: OAuth's code, CAS's ticket. `code` says little alone, so that it has to be a
    // long random text, or to stand beside the parameters of OAuth.
    name: 'login-query',
    hints: EQUALS,
    expression:
      /((?:^|[?&#])(?:code|ticket|oauth_verifier|oobCode|SAMLart|assertion|key)=)(?:(?<=(?:^|[?&#])((?:session_)?state|scope|iss|grant_type|client_id|redirect_uri)=[^\s&#"']{0,256}&\w{4,14}=)|)([^\s&#"'`<>\\,;]{6,4096})(?=((?:&[\w.-]{1,32}=[^\s&#"']{0,256}){0,3}?&(?:(?:session_)?state|scope|iss|grant_type|client_id|redirect_uri)=)?)/gi,
    mask: (replacement, match, [name, before, value, after]) => {
      const isLogin = before !== undefined || after !== undefined;
      const isSecret = /key=$/i.test(name as string)
        ? isRandom(value as string)
        : isLoginSecret(value as string, isLogin);
      return isSecret ? `${name}${replacement}` : match;
    },
  },
  {
    // "the password is X", "New password for ann: X", "login failed with password X", `password|X|`: after a colon what
    // has letters and digits, else only what no word looks like.
    name: 'prose-password',
    hints: PASS,
    expression:
      /(?<![a-z])(passw(?:or)?[dt](?:\s{1,4}(?:for|f\u00fcr|of)\s{1,4}(?:[\w-]{1,16}\s{1,4}){0,2}?(?!user\b|account\b|role\b|host\b)[^\s:=]{1,64})?(?:\s{0,4}(?:is|was|ist|lautet|from|to|[=-]>|[:=|]|\.{3,32})){0,2}[\s|]{1,4}["']?)([\w!#$%&*+./=?@^~-]{6,128})/gi,
    mask: (replacement, match, [words, value]) =>
      isToldPassword(value as string, /[:|]["'\s]*$/.test(words as string))
        ? `${words}${replacement}`
        : match,
  },
  {
    // "A temporary password is generated for root@localhost: X", "Votre mot de passe est X"
    name: 'told-password',
    hints: PASS,
    expression:
      /(?<![a-z])((?:passw(?:or)?[dt]|mot de passe|contrase[n\u00f1]a)(?:,?\s{1,2}[^\s:=,]{1,48}){0,8}?(?::|,?\sgiven|\s(?:is|was|est|es))\s{1,4}["']?)(?=[^\s"'=]{0,127}\d)([\w!#$%&*+.?^~-]{8,128})(?!=)/gi,
    mask: (replacement, match, [words, value]) =>
      isToldPassword(value as string, false) ? `${words}${replacement}` : match,
  },
  {
    // "credentials ann:X rejected"
    name: 'prose-credentials',
    hints: COLON,
    needs: 'edentia',
    expression: /(credentials?(?:\s{0,4}[:=])?\s{1,4}["']?[\w.@+-]{1,64}[:/])([\w!#$%&*+.=?@^~-]{8,128})/gi,
    mask: (replacement, match, [words, value]) =>
      isMixed(value as string) && looksSecret(value as string, 8) ? `${words}${replacement}` : match,
  },
  {
    // "generated API key X", "using secret 'X'", `setPassword("X")`, `requirepass X`, &quot;token&quot;:&quot;X&quot;: whatever
    // joins a name and what is random.
    name: 'prose-key',
    hints: LONG_RUN,
    expression:
      /((?:passw(?:or)?d|passphrase|requirepass|masterauth|secret|token|cookie|session(?: id)?|(?<![a-z])sid|signature|ssws|geniekey|(?:with|using|invalid|wrong)\s(?:the\s)?key|(?:api|access|private|secret|signing|encryption|license|unseal)[ _-]?key(?: \d)?|(?<![a-z])(?:jwt|pass|auth(?:enticate)?(?:\s{1,4}(?:plain|login|xoauth2|default))?))(?:\s(?:value|header|string)\b|\sfor\s[^\s:]{1,64}(?=:))?(?:[\s"'`:=|()[\]<\\]|&quot;|&#34;|\\u0022){1,8}(?:(?:is|was|[=-]>|[a-z]{2,12}:)[\s"'`:]{1,8})?)([\w!#$%&*+./=?@^~-]{16,4096})/gi,
    mask: (replacement, match, [words, value]) =>
      isRandom(value as string) ? `${words}${replacement}` : match,
  },
  {
    // "Your verification code is 123456", "OTP for +49170: 123456", "123456 is your code", "use code 123456 to sign in",
    // "SSN 078-05-1120".
    // From the digits on, and what is in front is read only if its last letter is that of a name of a code: a search
    // from the words on took five times the instructions in texts that have a number.
    name: 'prose-code',
    hints: NUMBER,
    expression: new RegExp(
      String.raw`\d(?<![\w.]\d)(?<!(?<!\bG)-\d)(?:\d\d-\d\d-\d{4}(?![\w-])(?<=(?:ssn|social security (?:number|no\.?))\W{1,4}(?:is\s)?\S{11})|\d{3,7}(?:(?=${CODE_AFTER})|(?<=code\s\d{4,8})(?=${CODE_USE})|(?![\w-]|\.\d)(?<=[enpdst:=#\u00e8\u00e9]["'*\s]{0,5}\d{4,8})(?<=${CODE_BEFORE}["'*]{0,2}(?<!\d)\d{4,8})))`,
      'gi',
    ),
    mask: whole,
  },
  {
    // { grant_type: 'authorization_code', code: '…' }
    name: 'login-code',
    hints: QUOTE | LONG_RUN,
    needs: 'code',
    expression: /((?<![\w-])code\\?["']?\s?:\s?\\?["'])([^\s"'\\]{16,512})/g,
    mask: (replacement, match, [name, value]) =>
      isRandom(value as string) ? `${name}${replacement}` : match,
  },
  {
    // https://shop.example.com/reset/X
    name: 'link-token',
    hints: LONG_RUN,
    needs: '/',
    expression:
      /(\/(?:(?:password-?)?reset(?:-?password)?|(?:verify|confirm)(?:-?e?mail)?|activat(?:e|ion)|invit(?:e|ation)s?|magic(?:-?link)?|unsubscribe|recover)\/(?:(?:token|confirm)\/)?)([\w.~-]{20,4096})/gi,
    mask: (replacement, match, [path, token]) =>
      isRandom(token as string) ? `${path}${replacement}` : match,
  },
  {
    // ALTER USER b WITH PASSWORD '…', IDENTIFIED BY '…', PASSWORD('…'); in prose: with password "…".
    name: 'sql-password',
    hints: QUOTE,
    expression:
      /(?<!\w)(password(?:\s{1,4}for\s{1,4}[^\s=]{1,128})?|identified\s{1,4}(?:with\s{1,4}[\w'"`]{1,40}\s{1,4})?(?:by|as)(?:\s{1,4}password)?)(\s{1,4}(?:=\s{1,4})?N?|\s{0,2}\(\s{0,2})(?:'((?:''|[^'\r\n])+)|"([^"\r\n]+))/gi,
    mask: (replacement, match, [words, space, text, quoted]) => {
      if (text !== undefined)
        return space?.includes('(') && !looksSecret(text, 6) ? match : `${words}${space}'${replacement}`;
      return looksSecret(quoted as string, 6) ? `${words}${space}"${replacement}` : match;
    },
  },
];
