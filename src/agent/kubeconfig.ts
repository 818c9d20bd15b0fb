/**
 * What a kubeconfig says about the cluster in use. Files of KUBECONFIG are merged as kubectl does: the first that names a
 * thing wins (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/).
 */
import {parseDocument} from 'yaml';

export interface Kubeconfig {
  currentContext: string | null;
  contexts: Map<string, {cluster: string | null; namespace: string | null}>;
}

/** @param texts Of the files, in KUBECONFIG's order. Broken ones say nothing. */
export function mergeKubeconfigs(texts: readonly string[]): Kubeconfig {
  const merged: Kubeconfig = {currentContext: null, contexts: new Map()};
  for (const text of texts) {
    const config = parseObject(text);
    merged.currentContext ??= asText(config['current-context']);
    for (const item of asList(config.contexts)) {
      const name = asText(item.name);
      if (name === null || merged.contexts.has(name)) continue;
      const context = asObject(item.context);
      merged.contexts.set(name, {cluster: asText(context.cluster), namespace: asText(context.namespace)});
    }
  }
  return merged;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    // Aliases could blow a small file up into a huge tree; kubeconfigs have none.
    return asObject(parseDocument(text, {logLevel: 'silent'}).toJS({maxAliasCount: 0}));
  } catch {
    return {};
  }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const asList = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(asObject) : []);
const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
