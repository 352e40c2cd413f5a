import { EQUALS, LONG_RUN, NUMBER, QUOTE } from '../hints.js';
import { isLoginSecret, isRandom, looksSecret } from '../value-shape.js';
import { afterFirst, type SecretPattern, whole } from './pattern.js';

/** Of sentences, SQL and links. */
export const PROSE: readonly SecretPattern[] = [
  {
    // What a login's redirect brings back: OAuth's code, CAS's ticket. `code` says little alone, so that it has to be a
    // long random text, or to stand beside the parameters of OAuth.
    name: 'login-query',
    hints: EQUALS,
    expression:
      /((?:^|[?&#])(?:code|ticket|oauth_verifier|oobCode|SAMLart|assertion)=)(?:(?<=(?:^|[?&#])((?:session_)?state|scope|iss|grant_type|client_id|redirect_uri)=[^\s&#"']{0,256}&\w{4,14}=)|)([^\s&#"'`<>\\,;]{6,4096})(?=((?:&[\w.-]{1,32}=[^\s&#"']{0,256}){0,3}?&(?:(?:session_)?state|scope|iss|grant_type|client_id|redirect_uri)=)?)/gi,
    mask: (replacement, match, [name, before, value, after]) => {
      const isLogin = before !== undefined || after !== undefined;
      return isLoginSecret(value as string, isLogin) ? `${name}${replacement}` : match;
    },
  },
  {
    // "the password is X", "login failed with password X": only what no word looks like.
    name: 'prose-password',
    hints: 0,
    needs: 'assw',
    expression: /(?<![\w-])(passw(?:or)?d(?:\s{1,4}(?:is|was|[=-]>))?\s{1,4})([\w!#$%&*+./=?@^~-]{12,128})/gi,
    mask: (replacement, match, [words, value]) =>
      /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)/.test(value as string) && looksSecret(value as string, 12)
        ? `${words}${replacement}`
        : match,
  },
  {
    // "generated API key X", "using secret 'X'", `setPassword("X")`, `requirepass X`, &quot;token&quot;:&quot;X&quot;: whatever
    // joins a name and what is random.
    name: 'prose-key',
    hints: LONG_RUN,
    expression:
      /((?:passw(?:or)?d|passphrase|requirepass|secret|token|(?:api|access|private|secret|signing|encryption|license)[ _-]?key|(?<![a-z])(?:jwt|pass|auth(?:enticate)?(?:\s{1,4}(?:plain|login|xoauth2|default))?))(?:[\s"'`:=|()[\]<\\]|&quot;|&#34;|\\u0022){1,8}(?:(?:is|was|[=-]>|[a-z]{2,12}:)[\s"'`:]{1,8})?)([\w!#$%&*+./=?@^~-]{16,4096})/gi,
    mask: (replacement, match, [words, value]) =>
      isRandom(value as string) ? `${words}${replacement}` : match,
  },
  {
    // "Your verification code is 123456", "OTP for +49170: 123456"
    name: 'prose-code',
    hints: NUMBER,
    expression:
      /((?<![a-z])(?:otp|passcode|(?:verification|security|confirmation|login|sign-?in|authentication|access|one-time|2fa|mfa|sms|your)[\] -]{1,2}(?:pass)?code|one-time (?:password|pin))(?:\s{0,4}(?:is|was|[:=#]|for\s{1,4}[^\s:]{1,64}:)){0,2}\s{1,4}["']?)\d{4,8}(?![\w.-])/gi,
    mask: afterFirst,
  },
  {
    name: 'code-in-front',
    hints: NUMBER,
    needs: ' is your ',
    expression: /(?<![\w.-])\d{4,8}(?=["']? is your (?:[\w-]{1,20} ){0,3}(?:code|otp|pin|passcode)\b)/gi,
    mask: whole,
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
    // ALTER USER b WITH PASSWORD '…', IDENTIFIED BY '…'; in prose: with password "…".
    name: 'sql-password',
    hints: QUOTE,
    expression:
      /(?<!\w)(password(?:\s{1,4}for\s{1,4}[^\s=]{1,128})?|identified\s{1,4}(?:with\s{1,4}[\w'"`]{1,40}\s{1,4})?(?:by|as)(?:\s{1,4}password)?)(\s{1,4}(?:=\s{1,4})?N?)(?:'((?:''|[^'\r\n])+)|"([^"\r\n]+))/gi,
    mask: (replacement, match, [words, space, text, quoted]) => {
      if (text !== undefined) return `${words}${space}'${replacement}`;
      return looksSecret(quoted as string, 6) ? `${words}${space}"${replacement}` : match;
    },
  },
];
