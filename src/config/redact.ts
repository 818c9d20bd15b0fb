/** What `redact` of config.yaml says. `src/redact/user-rules` makes a table of rules of it. */

export interface RedactConfig {
  rules: RedactRuleConfig[];
  /** Texts, and expressions, that are never masked. */
  allow: (string | {regex: string})[];
  /** Ids of rules that are switched off. */
  disable: string[];
  /** Groups of personal data that are switched on or off; the others are as they come. */
  groups: Record<string, boolean>;
}

export interface RedactRuleConfig {
  id: string;
  description?: string;
  regex?: string;
  keyword?: string[];
  shape?: string;
  secret?: number;
}

export const DEFAULT_REDACT: RedactConfig = {rules: [], allow: [], disable: [], groups: {}};
