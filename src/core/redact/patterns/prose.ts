import { EQUALS, LONG_RUN, NUMBER, PASS, QUOTE, WORD } from '../hints.js';
import { isCode, isLoginSecret, isMeasure, isMixed, isRandom, looksSecret } from '../value-shape.js';
import { afterFirst, type SecretPattern, secondIf, whole } from './pattern.js';

/** Before a one-time code, in the languages that apps send them in. */
const CODE_NAMES = [
  '(?<![a-z])(?:(?:otp|passcode)(?: [a-z]{2,12}(?=[ :=]))?|einmalpasswort|m?tan(?=\\W{1,2}\\d{6}\\b| (?:is|ist|lautet))|(?:atm|card|sim|your|wrong|invalid) pin)',
  '(?:verif(?:ication|y)|security|confirmation|log-?in|sign-?in|authentication|access|one-?time|2fa|mfa|sms)[\\]_ -]{1,2}(?:pass)?code(?: [a-z]{2,12}(?=[:=]))?',
  'your[\\] -]{1,2}(?!(?:promo|discount|coupon|voucher|order|zip|postal|area|country|product|error|tracking|booking)\\b)(?:[\\w-]{1,20} )?(?:pass)?code',
  'one-?time (?:password|pin)',
  '(?<![a-z])pin(?= (?:is|was|entered|for))(?: entered)?',
  '(?:bestätigungs|verifi[a-z]{1,10}|sicherheits|einmal|anmelde|zugangs|freischalt|bevestigings|beveiligings|inlog)-?code',
  "(?:code|c[oó]digo|codice)\\s(?:de\\s|di\\s|d['’])(?:v[eé]rif|conf|s[eé][cg]|sic|acc|connexion|validation|aut)[^\\s:]{0,14}",
];
const CODE_BEFORE = `(?:${CODE_NAMES.join('|')})(?:\\s{0,4}(?:is|was|entered|ist|lautet|est|es|[eéè]|[:=#]|for\\s{1,4}[^:\\r\\n]{1,64}:)){0,2}\\s{0,4}`;
const CODE_AFTER =
  '["\']?\\s(?:is|ist|est|es|è|é)\\s(?:your|dein|deine|ihr|ihre|votre|ton|tu|su|il tuo|o seu|je|uw)\\s(?:[\\w-]{1,20}\\s){0,3}(?:[a-z]{0,16}code|c[oó]digo|codice|otp|pin|passcode)\\b';

/** "code 123456 sent to user 42" */
const CODE_DONE = '\\s(?:sent|verified|entered)\\b';
const CODE_USE =
  '\\s(?:as\\syour|to\\s(?:sign|log|verify|confirm|reset|complete|finish|authenticate|continue))';

/** Whether what a sentence calls a password is one, and not a word about it. */
function isToldPassword(value: string, isAfterColon: boolean): boolean {
  if (!looksSecret(value, 6) || value.includes('@') || isCode(value)) return false;
  return isAfterColon ? /\d/.test(value) && /[a-z]/i.test(value) : value.length >= 8 && isMixed(value);
}

/** What has letters and digits where a sentence says that it is a password. */
function isSaidToBePassword(value: string): boolean {
  return (
    /\d/.test(value) && /[a-z]/i.test(value) && !isMeasure(value) && !isCode(value) && !/[@/]./.test(value)
  );
}

/** Between a word for a secret and the secret: other words, up to a name of something else. */
const TOLD = '(?:[^\\s=]{0,64}[\\s|"\'`(]{1,4}[^\\s"\'`|()<=]{1,128}(?!=)){1,8}';
/** A word of {@link TOLD}, without the user before it. */
const TOLD_WORD =
  /([\s|"'`(])((?:[\w.@+-]{1,64}[:/])?)(?=[^\s"'`|),;]{0,127}\d)([\w!#$%&*+.=?^~-]{6,128})(?=[\s"'`|),;]|$)/g;

/** "password:", "password for ann:"; not "password hash algorithm:". */
const IS_ANNOUNCED =
  /^(?:mot de )?[^\s:|]+(?:\s(?:for|f\u00fcr|of)\s[^:|]+)?(?<!\b(?:user|account|role|host))\s{0,4}(?:[:|]|[-=]>)["'\s]*$/i;

/** Masks what is a password of the words after "password". */
const toldPasswords: SecretPattern['mask'] = (replacement, match) =>
  match.replace(TOLD_WORD, (word: string, before: string, user: string, value: string, at: number) =>
    isToldPassword(value, user === '' && IS_ANNOUNCED.test(match.slice(0, at + 1)))
      ? `${before}${user}${replacement}`
      : word,
  );

/** Of sentences, SQL and links. */
export const PROSE: readonly SecretPattern[] = [
  {
    // What a login's redirect brings back: OAuth's code, CAS's ticket. `code` says little alone, so that it has to be a
    // long random text, or to stand beside the parameters of OAuth.
    name: 'login-query',
    hints: EQUALS,
    expression: () =>
      /((?:(?:^|[?&#])(?:code|state|ticket|oauth_verifier|oobCode|SAMLart|assertion|key)|\scode)=)(?:(?<=(?:^|[?&#])((?:session_)?state|scope|iss|grant_type|client_id|redirect_uri)=[^\s&#"']{0,256}&\w{4,14}=)|)([^\s&#"'`<>\\,;]{6,4096})(?=((?:&[\w.-]{1,32}=[^\s&#"']{0,256}){0,3}?&(?:(?:session_)?state|scope|iss|grant_type|client_id|redirect_uri)=)?)/gi,
    mask: (replacement, match, [name, before, value, after]) => {
      const isLogin = before !== undefined || after !== undefined;
      const isSecret = /^\s|(?:key|state)=$/i.test(name as string)
        ? isRandom(value as string)
        : isLoginSecret(value as string, isLogin);
      return isSecret ? `${name}${replacement}` : match;
    },
  },
  {
    // "the password is X", "New password for ann: X", "login failed with password X", "new password set to X by admin",
    // "Votre mot de passe est X", `password|X|`, `requirepass X`: after a colon what has letters and digits, else only what
    // no word looks like.
    name: 'prose-password',
    hints: PASS,
    expression: () =>
      new RegExp(
        `(?<![a-z])(?:pass(?:w(?:or)?[dt]|phrase|code)?|requirepass|mot de passe|contrase[n\u00f1]a)(?![\\w=])(?=[^\\r\\n]{0,256}\\d)${TOLD}`,
        'gi',
      ),
    mask: toldPasswords,
  },
  {
    // "X is the password", "used X as the admin password", "X ist das Passwort"
    name: 'password-after',
    hints: PASS,
    expression: () =>
      /(?<![^\s"'`(=:/,])([^\s"'`(),;=/]{6,128})(?=["'`)]?\s(?:(?:is|was|ist|est|es|\u00e8|\u00e9)\s|(?:(?:is|was|were|be|been)\s)?(?:[a-z]{3,8}\s)?as\s(?:a\s|the\s)?)(?:(?:the|a|my|your|his|her|their|our|das|dein|ihr|mein|le|votre|ton|la|tu|su)\s)?(?:[a-z-]{2,12}\s){0,2}?(?:pass(?:word|phrase|code|wort)|mot\sde\spasse|contrase[n\u00f1]a)(?:["'`.,;:!)]|$|\s(?:for|of|to|in|on|and|by|at|f\u00fcr|von|pour|de)\s))/gim,
    mask: (replacement, match, [value]) => (isSaidToBePassword(value as string) ? replacement : match),
  },
  {
    // "credentials ann:X rejected"
    name: 'prose-credentials',
    hints: WORD,
    expression: () => new RegExp(`credentials?(?![\\w=])${TOLD}`, 'gi'),
    mask: toldPasswords,
  },
  {
    // "generated API key X", "using secret 'X'", `setPassword("X")`, `requirepass X`, &quot;token&quot;:&quot;X&quot;: whatever
    // joins a name and what is random.
    name: 'prose-key',
    hints: LONG_RUN,
    expression: () =>
      /((?:passw(?:or)?d|requirepass|masterauth|secret|token|cookie|session(?: id)?|(?<![a-z])sid|signature|ssws|geniekey|(?:with|using|invalid|wrong)\s(?:the\s)?key|(?:api|access|private|secret|signing|encryption|license|unseal)[ _-]?key(?: \d)?|(?<![a-z])(?:jwt|pass|code|community|auth(?:enticate)?(?:\s{1,4}(?:plain|login|xoauth2|default))?))(?:\s(?:value|header|string)\b|\sfor\s[^\s:]{1,64}(?=:))?(?:[\s"'`:=|()[\]<\\]|&quot;|&#34;|\\u0022){1,8}(?:(?:is|was|[=-]>|[a-z]{2,12}:)[\s"'`:]{1,8})?)([\w!#$%&*+./=?@^~-]{16,4096})/gi,
    mask: secondIf(isRandom),
  },
  {
    // "Your verification code is 123456", "OTP for +49170: 123456", "123456 is your code", "use code 123456 to sign in",
    // "SSN 078-05-1120".
    // From the digits on, and what is in front is read only if its last letter is that of a name of a code: a search
    // from the words on took five times the instructions in texts that have a number.
    name: 'prose-code',
    hints: NUMBER,
    expression: () =>
      new RegExp(
        String.raw`\d(?<![\w.]\d)(?<!(?<!\bG)-\d)(?:\d\d-\d\d-\d{4}(?![\w-])(?<=(?:ssn|social security (?:number|no\.?))\W{1,4}(?:is\s)?\S{11})|\d{3,7}(?:(?=${CODE_AFTER})|(?<=(?:code|enter|use|type)\s\d{4,8})(?=${CODE_USE})|(?<=(?<!error |status |exit )(?:code|pin)\s\d{4,8})(?=${CODE_DONE})|(?![\w-]|\.\d)(?<=[enpdst:=#\u00e8\u00e9]["'*\s]{0,5}\d{4,8})(?<=${CODE_BEFORE}["'*]{0,2}(?<!\d)\d{4,8})))`,
        'gi',
      ),
    mask: whole,
  },
  {
    // recovery phrase "…": words in place of a key
    name: 'prose-mnemonic',
    hints: PASS,
    needs: 'hrase',
    expression: () => /(phrase(?:\s(?:is|was))?["'\s:=]{1,4})((?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8})/gi,
    mask: afterFirst,
  },
  {
    // { grant_type: 'authorization_code', code: '…' }
    name: 'login-code',
    hints: QUOTE | LONG_RUN,
    needs: 'code',
    expression: () => /((?<![\w-])code\\?["']?\s?:\s?\\?["'])([^\s"'\\]{16,512})/g,
    mask: secondIf(isRandom),
  },
  {
    // https://shop.example.com/reset/X
    name: 'link-token',
    hints: LONG_RUN,
    needs: '/',
    expression: () =>
      /(\/(?:(?:password-?)?reset(?:-?password)?|(?:verify|confirm)(?:-?e?mail)?|activat(?:e|ion)|invit(?:e|ation)s?|magic(?:-?link)?|unsubscribe|recover)(?:\/(?:(?:token|confirm)\/)?|\?\w{1,16}=))([\w.~-]{20,4096})/gi,
    mask: secondIf(isRandom),
  },
];
