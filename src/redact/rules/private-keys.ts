/** Private keys as text. */
import type {RedactionRule} from '../rule.ts';
import {prefixedToken} from './prefixed-token.ts';

const KIND = '(?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?';
const BEGIN = `-----BEGIN ${KIND}-----|---- BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY ----`;
const END = `-----END ${KIND}-----|---- END SSH2 (?:ENCRYPTED )?PRIVATE KEY ----`;

export const PRIVATE_KEY_RULES: readonly RedactionRule[] = [
  {
    id: 'private-key',
    about: 'Private key between BEGIN and END lines: PKCS#1, PKCS#8, EC, DSA, OpenSSH, PGP, encrypted or not',
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
    keywords: ['private key-----', 'private key block-----', 'private key ----'],
    pattern: new RegExp(`(?:${BEGIN})(.+?)(?:${END})`, 'dg'),
    secret: 1,
    maxSpanChars: 96,
    unfinished: new RegExp(`(?:${BEGIN}).{0,16}$`, 'd'),
    block: {begin: new RegExp(BEGIN, 'd'), end: new RegExp(END, 'd')},
    hits: [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8v\nX0zB1dF3hJ5lN7pR9Q==\n-----END RSA PRIVATE KEY-----',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz\n-----END OPENSSH PRIVATE KEY-----',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBGT3x7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4nP6rT8vX0zB1dF3\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----',
      '{"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA\\n-----END PRIVATE KEY-----\\n"}',
      'key: |\n  -----BEGIN EC PRIVATE KEY-----\n  MHcCAQEEIIx7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9sUbD0fH2jL4noAoGCCqGSM49\n  -----END EC PRIVATE KEY-----',
    ],
    misses: [
      '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAx7Kq2mNvR4tYw8ZpA1cE\n-----END PUBLIC KEY-----',
      '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----',
      '-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----',
    ],
  },
  prefixedToken({
    id: 'age-secret-key',
    about: 'Secret key of the age encryption tool',
    source: 'https://github.com/C2SP/C2SP/blob/main/age.md',
    prefixes: ['AGE-SECRET-KEY-1', 'AGE-SECRET-KEY-PQ-1'],
    body: '[A-Z0-9]',
    min: 40,
    max: 120,
    hits: ['AGE-SECRET-KEY-1QX7K2MNVR4TYW8ZPA0CE3G65KM7L9SUDHF2JL4NP6RT8VXQZC5DFE3H'],
    misses: ['AGE-SECRET-KEY-FILE'],
  }),
  {
    ...prefixedToken({
      id: 'encoded-private-key',
      about: 'Private key in PEM, OpenSSH or PGP armour, encoded once more in base64: client-key-data of a kubeconfig',
      source: 'https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo',
      // Of "-----BEGIN " and the first word of its kind; certificates and public keys have others.
      prefixes: [
        'LS0tLS1CRUdJTiBQUklWQVRF',
        'LS0tLS1CRUdJTiBSU0EgUFJJVkFUR',
        'LS0tLS1CRUdJTiBFQyBQUklWQVRF',
        'LS0tLS1CRUdJTiBEU0EgUFJJVkFUR',
        'LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVE',
        'LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFUR',
        'LS0tLS1CRUdJTiBQR1AgUFJJVkFUR',
      ],
      body: '[A-Za-z0-9+/=]',
      min: 20,
      max: 8000,
      holdsZeros: true,
      hits: [
        'client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFb3dJQkFBS0NBUUVBeDdLcTJtTnZSNHRZdzhacEEx',
        'LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Foa2lHOXcwQkFRRUZB',
      ],
      misses: [
        'certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUREVENDQWZXZ0F3SUJBZ0lJVHpTVg==',
        'LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUlJQklqQU5CZ2txaGtpRzl3MEJBUUVGQUFPQ0FR',
      ],
    }),
    // Every PEM text begins alike, a certificate, too.
    spreads: false,
  },
  prefixedToken({
    id: 'extended-private-key',
    about: 'Extended private key of a wallet',
    source: 'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki',
    prefixes: ['xprv', 'yprv', 'zprv', 'tprv'],
    openings: ['[xyzt]prv[1-9A-HJ-NP-Za-km-z]'],
    body: '[1-9A-HJ-NP-Za-km-z]',
    min: 90,
    max: 112,
    notAfter: '[A-Za-z0-9]',
    hits: [
      'xprv9s21ZrQH143KaKTUnESgPjjNhGSUuAoDz3XtH4GnaD3ppfvgDSwcVx7niRHDfr3XEiB6VJLiRP6gXDQjtsiRTFGkqYdNBwgkZpemktedWXgT',
    ],
    misses: ['xprvalue'],
  }),
];
