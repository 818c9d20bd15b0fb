import {stringify} from 'yaml';

/** A value as one would write it into config.yaml; a scalar stands without quotes, for scripts. */
export function renderYaml(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return stringify(value, {lineWidth: 0, flowCollectionPadding: false});
}
