/** The kinds of secrets that the matrix shows: each with the words around it that its users write. */
import type {RedactionRule} from '../../../src/redact/rule.ts';
import {ALNUM, BASE32, BASE64, DIGITS, type Random, UPPER, URL_SAFE} from './random.ts';

/** One made-up secret. */
export interface Sample {
  kind: string;
  /** Of each of these no eight characters in a row may be seen. */
  secrets: string[];
  /** As it stands in a file: one line or several, without the last line's end. */
  text: string;
  /** As it is typed at a shell's prompt, in words that bash, zsh and fish all understand. */
  typed: string;
  /** As it stands where nothing tells what it is. */
  value: string;
  /** Under such a name it stands in a table or in the environment. */
  name: string;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64Url = (text: string) => Buffer.from(text).toString('base64url');
const line = (kind: string, name: string, value: string, text: string, typed: string): Sample => ({
  kind,
  secrets: [value],
  text,
  typed,
  value,
  name,
});

/** Header, lines of 64 characters, footer. */
function armoured(kind: string, label: string, start: string, bodyChars: number, random: Random): Sample {
  const body = start + random.text(bodyChars - start.length, BASE64);
  const lines = body.match(/.{1,64}/g)!;
  const text = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
  return {
    kind,
    // The first characters of a key are the same for all of its kind.
    secrets: [lines[0]!.slice(start.length), ...lines.slice(1)].filter((secret) => secret.length >= 8),
    text,
    typed: `: '${text}'`,
    value: lines[1]!,
    name: 'private_key',
  };
}

function cardNumber(random: Random): string {
  const digits = `4${random.text(14, DIGITS)}`;
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}

/** What a rule in `config.yaml` becomes. */
export const USER_RULE: RedactionRule = {
  id: 'acme-ticket',
  about: 'Tickets of the Acme vault',
  source: 'config.yaml',
  keywords: ['acme-'],
  pattern: /ACME-[A-Z0-9]{20}/dg,
  secret: 0,
  spreads: true,
  maxSpanChars: 64,
  unfinished: /(?<mask>ACME-[A-Z0-9]{4,20})$|ACME-[A-Z0-9]{0,3}$/d,
  hits: [],
  misses: [],
};

type Maker = (random: Random) => Sample;

export const KINDS: Record<string, Maker> = {
  'GitHub token': (random) => {
    const token = `ghp_${random.text(36)}`;
    return line('GitHub token', 'github_token', token, `remote: using ${token} for acme/app`, `export HUB=${token}`);
  },
  'AWS secret key': (random) => {
    const key = random.text(40, BASE64);
    const typed = `export AWS_SECRET_ACCESS_KEY=${key}`;
    return line('AWS secret key', 'aws_secret_access_key', key, `aws_secret_access_key = ${key}`, typed);
  },
  JWT: (random) => {
    const claims = base64Url(`{"sub":"${random.text(12)}","iss":"acme"}`);
    const token = `${base64Url('{"alg":"HS256"}')}.${claims}.${random.text(43, URL_SAFE)}`;
    return line('JWT', 'session', token, `cookie session ${token} accepted`, `: ${token}`);
  },
  'PEM key': (random) => armoured('PEM key', 'EC PRIVATE KEY', 'MHcCAQEEI', 164, random),
  'password in a URL': (random) => {
    const password = random.password();
    const url = `postgresql://app:${password}@db.example.com:5432/shop`;
    return line('password in a URL', 'db_password', password, `connecting to ${url}`, `: psql ${url}`);
  },
  'password=': (random) => {
    const password = random.password();
    return line('password=', 'db_password', password, `db_password=${password}`, `export DB_PASSWORD=${password}`);
  },
  'bearer header': (random) => {
    const token = random.text(40, URL_SAFE);
    const header = `Authorization: Bearer ${token}`;
    return line('bearer header', 'auth_token', token, `> ${header}`, `: curl -H "${header}" https://api.example.com/`);
  },
  'Kubernetes Secret': (random) => {
    const secret = random.password(20);
    const encoded = base64(secret);
    const lines = ['apiVersion: v1', 'data:', `  pw.txt: ${encoded}`, 'kind: Secret', 'metadata:', '  name: db'];
    const typed = `: '${lines.join('\n')}'`;
    const secrets = [encoded, secret];
    const name = 'db_password';
    return {kind: 'Kubernetes Secret', secrets, text: lines.join('\n'), typed, value: encoded, name};
  },
  '.netrc': (random) => {
    const password = random.password();
    const text = `machine api.example.com login joe password ${password}`;
    return line('.netrc', 'password', password, text, `: "${text}"`);
  },
  'card number': (random) => {
    const number = cardNumber(random);
    return line('card number', 'card', number, `paid with card ${number} today`, `: ${number}`);
  },
  'Slack token': (random) => {
    const token = `xoxb-${random.text(12, DIGITS)}-${random.text(12, DIGITS)}-${random.text(24)}`;
    return line('Slack token', 'slack_token', token, `bot ${token} joined`, `: ${token}`);
  },
  'OpenSSH key': (random) =>
    armoured('OpenSSH key', 'OPENSSH PRIVATE KEY', 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ', 250, random),
  'bcrypt hash': (random) => {
    const hash = random.text(53, `${ALNUM}./`);
    const sample = line('bcrypt hash', 'hash', hash, `joe:$2b$12$${hash}`, `: 'joe:$2b$12$${hash}'`);
    return {...sample, value: `$2b$12$${hash}`};
  },
  'otpauth URI': (random) => {
    const secret = random.text(32, BASE32);
    const uri = `otpauth://totp/Acme:joe?secret=${secret}&issuer=Acme`;
    return line('otpauth URI', 'otp_secret', secret, `scan ${uri}`, `: '${uri}'`);
  },
  'mysql -p': (random) => {
    const password = random.password();
    const command = `mysql -h db -u root -p${password} shop`;
    return line('mysql -p', 'mysql_password', password, `+ ${command}`, `: ${command}`);
  },
  'user rule': (random) => {
    const ticket = `ACME-${random.text(20, UPPER + DIGITS)}`;
    return line('user rule', 'ticket', ticket, `ticket ${ticket} issued`, `: ${ticket}`);
  },
};

export const makeSample = (kind: string, random: Random): Sample => KINDS[kind]!(random);
