// What others do: Microsoft Purview, Cloudflare and Presidio ask for a network's range, its length and the check digit;
// Datadog's scanner for a word such as "card" nearby. A number of all three kinds of digits without such a word is masked
// here too, since a card's number in the clear is worse than a masked number; but not where it is said to be another one.

/** Issuer ranges by leading digits, with the lengths in use. Of random numbers of 16 digits one in 45 passes these and the check digit. */
const ISSUERS: Readonly<Record<string, RegExp>> = {
  Visa: /^4\d{15}(?:\d{3})?$/,
  Mastercard: /^(?:5[1-5]\d\d|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720))\d{12}$/,
  'American Express': /^3[47]\d{13}$/,
  'Diners Club': /^3(?:0[0-5]|[68]\d)\d{11}$/,
  Discover: /^6(?:011|5\d\d|4[4-9]\d)\d{12}$/,
  JCB: /^35(?:2[89]|[3-8]\d)\d{12}$/,
  UnionPay: /^62\d{14,17}$/,
  Mir: /^220[0-4]\d{12}$/,
};
const NETWORKS = Object.values(ISSUERS);

/** At the end of a name, or of the words before a number: `order 4…`, `trackingNumber=4…`. */
const GOODS =
  /(?:order|invoice|tracking|shipment|parcel|waybill)s?(?:[ _.-]?(?:id|no\.?|nr\.?|num|number|ref|reference))?["'\s:=#\\]{0,8}$/i;
/** `customer_id`, `"messageId":"`, `user id `. A plain `id` says too little, and "paid" is none. */
const ID = /(?:[A-Za-z\d][ _.-](?:id|ID|uid|UID)|[a-z\d](?:Id|ID|Uid|UID))["'\s:=#\\]{0,8}$/;
const CARD = /card|visa|master|amex|debit|(?<![a-z])(?:pan|cc)(?![a-z])/i;

/** Whether `digits` is a payment card's number: a network's range and length, and the check digit (ISO/IEC 7812-1). */
export function isCardNumber(digits: string): boolean {
  return NETWORKS.some((issuer) => issuer.test(digits)) && hasCheckDigit(digits);
}

/** Whether a number behind this name or text is said to be another one than a card's. */
export function isIdentifierName(before: string): boolean {
  return (GOODS.test(before) || ID.test(before)) && !CARD.test(before);
}

function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = digits.length - 1, double = false; index >= 0; index--, double = !double) {
    const digit = digits.charCodeAt(index) - 48;
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}
