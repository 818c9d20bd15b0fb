/** Settings whose value is a secret, by their name: `connection_config.api_key`, … */
import {SecretText} from './secret-text.ts';

const SECRET_NAME = /(?:^|_)(?:(?:api|app|access|secret|private)_?key|token|secret|password)$/i;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** A key of digits is no number. */
export const isKeyName = (name: string): boolean => /_key$/.test(name);

/** Does anything in these settings hold a secret? */
export function hasSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecret);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, item]) => (isSecretName(name) && isFilled(item)) || hasSecret(item));
}

function isFilled(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/** A copy in which secrets are `********`. */
export function maskSecrets(value: unknown): unknown {
  if (value instanceof SecretText) return String(value);
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      isSecretName(name) && isFilled(item) ? '********' : maskSecrets(item),
    ]),
  );
}
