/** Data about people. Each kind is a group of its own that the settings switch on and off. */
import type {RedactionRule, RuleGroup} from '../rule.ts';
import {passesIbanCheck, passesLuhn} from './checks.ts';

/** Groups that `redact.groups` names, and whether they are on where it says nothing. */
export const PERSONAL_GROUPS = {
  /** A check digit and ranges of issuers: hardly anything else passes. */
  card: true,
  /** Two check digits. */
  iban: true,
  ssn: true,
  /** Every author of every commit has one: on, it would mask much that people look for. */
  email: false,
} as const satisfies Partial<Record<RuleGroup, boolean>>;

/** Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro by their first digits, and their lengths. */
const ISSUERS: readonly (readonly [start: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [13, 16]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14, 16]],
  [/^6(?:011|4[4-9]|5)/, [16]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:50[0-9]{2}|5[6-9]|6304|6759|676[1-3])/, [16, 18, 19]],
];

/** Countries of the IBAN registry, and the length of their numbers. */
const IBAN_CHARS: Readonly<Record<string, number>> = {
  ...{AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22},
  ...{CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FK: 18, FO: 18, FR: 27, GB: 22},
  ...{GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30},
  ...{KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20, MR: 27},
  ...{MT: 31, MU: 30, NI: 28, NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, RU: 33},
  ...{SA: 24, SC: 31, SD: 18, SE: 24, SI: 19, SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26, UA: 29},
  ...{VA: 22, VG: 24, XK: 20, YE: 30},
};

/** Where they are used most; numbers of the others are known by their digits, so a few characters may leave before. */
const IBAN_COUNTRIES =
  'AE AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IL IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK SM TR'.split(
    ' ',
  );

/** In any case, which takes fewer states; but two letters of a hexadecimal number stand in every second hash. */
const ibanOpening = (country: string) =>
  /^[A-F]{2}$/.test(country)
    ? `${country}[0-9]{2}`
    : `${[...country].map((letter) => `[${letter}${letter.toLowerCase()}]`).join('')}[0-9]{2}`;

export const PERSONAL_RULES: readonly RedactionRule[] = [
  {
    id: 'card-number',
    group: 'card',
    about: 'Number of a payment card, with its check digit (Luhn) and in the range of an issuer',
    source: 'https://www.iso.org/standard/70484.html',
    keywords: [],
    openings: [
      '[0-9]{13}',
      '[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}',
      '[0-9]{4}[ -][0-9]{6}[ -][0-9]{3}',
      '[0-9]{4}[.][0-9]{4}[.][0-9]{4}',
    ],
    pattern:
      /(?<![\w.+/%#-]|\d[ .,-]|\b[\da-f]{4} )(?:[2-6]\d{12,18}|[2-6]\d{3}(?<separator>[ .-])\d{4}\k<separator>\d{4}\k<separator>\d{1,4}(?:\k<separator>?\d{3})?|3[0-9]{3}([ -])\d{6}\2\d{4,5})(?![\w+/=%-]|[.,:]\d|[ -]\d{2}| [\da-f]{4}\b)/dg,
    secret: 0,
    spreads: (secret) => new Set(secret.replace(/\D/g, '')).size >= MIN_CARD_DIGITS,
    maxSpanChars: 32,
    accept: (secret) => isCardNumber(secret.replace(/\D/g, '')),
    unfinished: /(?<![\w.+/%#-]|\d[ .,-])(?<held>[2-6]\d{3}[ .-]?\d{1,6}(?:[ .-]?\d{1,6}){0,3})$/d,
    hits: [
      'card 4111 1111 1111 1111 exp 12/29',
      '{"pan":"5555555555554444"}',
      '3782-822463-10005',
      'PAN=6011000990139424',
    ],
    misses: [
      '4111 1111 1111 1112',
      '1714000000000000',
      '0x4111111111111111',
      '4111111111111111111111',
      'id-4111111111111111',
    ],
  },
  {
    id: 'iban',
    group: 'iban',
    about: 'International bank account number, with its check digits (mod 97)',
    source: 'https://www.swift.com/standards/data-standards/iban-international-bank-account-number',
    keywords: [],
    openings: [...IBAN_COUNTRIES.map(ibanOpening), '[0-9]{10}', '[0-9]{4} [0-9]{4}'],
    pattern: /(?<![\w+/=-])[A-Z]{2}\d{2}(?:(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?|[A-Z0-9]{11,29})(?![\w+/=-])/dg,
    secret: 0,
    spreads: true,
    maxSpanChars: 48,
    accept: (secret) => isIban(secret.replaceAll(' ', '')),
    unfinished: /(?<![\w+/=-])(?<held>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){0,9} ?)$/d,
    hits: ['IBAN: DE89 3704 0044 0532 0130 00', 'GB29NWBK60161331926819', 'pay to NL91ABNA0417164300, thanks'],
    misses: ['DE89 3704 0044 0532 0130 01', 'GB29NWBK60161331926810', 'AD12', 'DE89370400440532013000A'],
  },
  {
    id: 'us-ssn',
    group: 'ssn',
    about: 'US social security number',
    source: 'https://www.ssa.gov/employer/randomization.html',
    keywords: [],
    openings: ['[0-9]{3}-[0-9]{2}-[0-9]{4}', '[0-9]{3} [0-9]{2} [0-9]{4}'],
    pattern: /(?<![\w.,+/=:#-]|\d )(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\w+/=-]|[.,:]\d| \d)/dg,
    secret: 0,
    maxSpanChars: 16,
    // With blanks between them they are three numbers, unless the line says otherwise.
    accept: (secret, match) => secret[3] === '-' || /\b(?:ssn|social security)\b/i.test(match.input ?? ''),
    unfinished: /(?<![\w.,+/=:#-]|\d )(?<held>\d{3}[- ]\d{2}[- ]\d{0,4})$/d,
    hits: ['SSN 536-22-8726', '{"ssn":"219-09-9999"}', 'social security: 536 22 8726'],
    misses: [
      '000-12-3456',
      '666-12-3456',
      '900-12-3456',
      '536-00-8726',
      '1536-22-8726',
      '2024-01-31',
      '100 20 3000 40',
    ],
  },
  {
    id: 'email-address',
    group: 'email',
    about: 'E-mail address',
    source: 'https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1',
    keywords: ['@'],
    pattern:
      /(?<![\w.%+@/:-])[A-Za-z0-9](?:[\w.%+-]{0,62}[\w%+-])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,24}(?![\w@-]|:[\w~/])/dg,
    secret: 0,
    maxSpanChars: 400,
    accept: (secret) =>
      !/\.(?:png|jpe?g|gif|svg|webp|service|socket|timer|mount|target|slice|js|ts|py|go)$/i.test(secret),
    unfinished: /(?<![\w.%+@/:-])(?<held>[A-Za-z0-9][\w.%+-]{0,63}@[A-Za-z0-9.-]{0,200})$/d,
    hits: ['Author: Jane Doe <jane.doe@example.com>', 'mail to joe+x@sub.example.co.uk, please'],
    misses: ['joe@host:~$', 'git@github.com:acme/app', 'image@2x.png', 'getty@tty1.service', 'pkg@1.2.3'],
  },
];

/** Test numbers of few digits have pieces that stand in every dump of a file. */
const MIN_CARD_DIGITS = 4;

function isCardNumber(digits: string): boolean {
  const isIssued = ISSUERS.some(([start, lengths]) => start.test(digits) && lengths.includes(digits.length));
  return isIssued && passesLuhn(digits) && new Set(digits).size > 1;
}

function isIban(iban: string): boolean {
  return IBAN_CHARS[iban.slice(0, 2)] === iban.length && passesIbanCheck(iban);
}
