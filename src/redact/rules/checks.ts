/** What formats carry to be checked by: check digits, checksums, and how random a value is. */

/** Small and capital letters and digits without a word among them, as keys have it and names of things do not. */
export function isRandomKey(secret: string): boolean {
  const longest = secret.split(/[^A-Za-z0-9]+/).reduce((a, b) => (b.length > a.length ? b : a), '');
  if (longest.length < MIN_RANDOM_RUN || !/\d/.test(longest)) return false;
  return /[A-Z]/.test(longest) || /[0-9a-f]{24}/.test(longest) || (longest.match(/\d/g)?.length ?? 0) >= MIN_DIGITS;
}

/** Keys have a run of so many letters and digits; words with hyphens between them do not. */
const MIN_RANDOM_RUN = 16;
const MIN_DIGITS = 4;

/** The check digit of card numbers (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, isDoubled = false; at >= 0; at--, isDoubled = !isDoubled) {
    const digit = digits.charCodeAt(at) - 0x30;
    sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

/** The check digits of IBANs (ISO 13616): the number that it stands for leaves 1 when divided by 97. */
export function passesIbanCheck(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}

/** The first part of a JSON web token decodes to the beginning of a JSON object with the fields of a header. */
export function isJwtHeader(text: string): boolean {
  return /^\{\s*"(?:alg|typ|kid|enc|cty|x5t|jku|jwk|zip|crit|iss|sub|exp)\b/.test(decodeBase64(text));
}

/** Empty where it is none. */
export function decodeBase64(text: string): string {
  return text.length % 4 === 1 ? '' : Buffer.from(text, 'base64').toString('latin1');
}
