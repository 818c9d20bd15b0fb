/** What users may say about redaction: the section `redact` of config.yaml, checked for its shape. */

export interface RedactSettings {
  rules: readonly UserRule[];
  /** Never masked: texts as they stand, or what a regular expression matches. */
  allow: readonly AllowEntry[];
  /** Ids of rules. */
  disable: readonly string[];
  /** Personal data: see `PERSONAL_GROUPS`. */
  groups: Readonly<Record<string, boolean>>;
}

/** Either `regex`, or `keyword` and `shape`. */
export interface UserRule {
  id: string;
  description?: string;
  /** RE2's syntax. Its first group is masked, or all of it where it has none. */
  regex?: string;
  /** Words that stand before the value, or, beside `regex`, of which one is in every line with such a secret. */
  keyword?: readonly string[];
  /** What the value behind the keyword looks like: RE2's syntax. */
  shape?: string;
  /** Number of the group to mask. */
  secret?: number;
}

export type AllowEntry = string | {regex: string};

export const NO_REDACT_SETTINGS: RedactSettings = {rules: [], allow: [], disable: [], groups: {}};

/** What of the settings cannot be used; the rest holds. */
export interface RuleProblem {
  severity: 'error' | 'warning';
  /** Below `redact`. */
  path: readonly (string | number)[];
  /** `Cannot <verb> <thing "value">: <state>`. */
  message: string;
  cure: string;
}
