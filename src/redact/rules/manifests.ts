/** Kubernetes' Secrets. What is secret in them goes over many lines: `ManifestReader` reads it, at lines with these words. */
import type {RedactionRule} from '../rule.ts';
import {looksRandom} from '../spreading.ts';

/** Encoded words look like words seldom enough. */
const BASE64 = /^(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9+/]{8,}={0,2}$/;

export const MANIFEST_RULES: readonly RedactionRule[] = [
  {
    id: 'kubernetes-secret',
    about: 'Values below data and stringData of a Secret of Kubernetes',
    source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
    keywords: ['data:', '"data"', '"data\\', 'stringdata', 'kind:', '"kind"', '"kind\\'],
    pattern: /(?!)/dg,
    secret: 0,
    maxSpanChars: 8192,
    spreads: (secret) => looksRandom(secret) || BASE64.test(secret),
    // In JSON without line ends the kind may come last.
    unfinished: /["'\\](?:data|stringData)["'\\]{1,3}:\s?\{(?<held>[^\n]{1,8000})$/d,
    hits: [
      '{"apiVersion":"v1","data":{"pw":"cTdLcTJtTnZSNA=="},"kind":"Secret","metadata":{"name":"db"}}',
      '{"apiVersion":"v1","kind":"Secret","stringData":{"user.txt":"joe7","pw":"q7Kq2mNvR4"}}',
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  pw.txt: cTdLcTJtTnZSNA==',
      'apiVersion: v1\nkind: Secret\nstringData:\n  note: |\n    two plain words\n',
      '  "kind": "Secret",\n  "data": {\n    "pw": "cTdLcTJtTnZSNA=="\n  }',
    ],
    misses: [
      '{"apiVersion":"v1","data":{"x":"cTdLcTJtTnZSNA=="},"kind":"ConfigMap"}',
      'kind: ConfigMap\ndata:\n  pw.txt: cTdLcTJtTnZSNA==',
      'kind: Secret\nmetadata:\n  name: db-credentials',
    ],
  },
];
