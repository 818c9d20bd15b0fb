/** What tools print, whole: the rules together must leave nothing of what stands between ‹ and ›, and all the rest. */
import {BUILT_IN_RULES} from '../../../src/redact/rules/index.ts';
import {TextRedactor} from '../../../src/redact/text-redactor.ts';

const texts = new TextRedactor(BUILT_IN_RULES);
const shown = (text: string) => text.replace(/[‹›]/g, '');
const masked = (text: string) => text.replace(/‹([^›]*)›/g, (_, secret: string) => '*'.repeat(secret.length));

const PRINTED: Record<string, string> = {
  'a kubeconfig with a client key': `users:
- name: aks
  user:
    client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURJVENDQWdtZ0F3SUJBZ0lJ
    client-key-data: ‹LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFb3dJQkFBS0NBUUVBeDdLcTJtTnY=›`,
  'the table of users of MySQL': `| user | authentication_string                     |
| root | *‹27D637180F39F32D59B1C36B20A904AE19226649› |`,
  'aws sts assume-role --output text':
    'CREDENTIALS\t‹ASIAZ7WQKD4NEXMPLT6B›\t2026-11-24T10:00:00+00:00\t‹wq7RtY2mNx0PzL4vKs8/JdHf3+GbCe6UaXoTi9Zy›\t',
  'az cognitiveservices account keys list': `{
  "key1": "‹3f81c5e7b9d2046a8c0e2f41b3d5f709›",
  "key2": "‹a8c0e2f41b3d5f7093f81c5e7b9d2046›"
}`,
  'a .env file': `APP_NAME=Shop
IO_KEY=‹q7Kq2mNvR4tYw8ZpA1cE3gI5›
CACHE_KEY=a3f81c5e7b9d2046a8c0e2f41b3d5f70
STREAM_KEY=‹live_123456789_q7Kq2mNvR4tYw8ZpA1cE3gI5kM7oQ9›`,
  'infisical secrets': `│ NAME    │ VALUE            │ TYPE   │
│ API_KEY │ ‹q7Kq2mNvR4tYw8Zp› │ shared │`,
  'kubectl get secret -o jsonpath': `$ kubectl get secret db -o jsonpath='{.data.password}'
‹cTdLcTJtTnZSNA==›
$ kubectl get secret db -o jsonpath='{.metadata.name}'
db-credentials`,
  'db.createUser of mongosh': '> db.createUser({user:"joe",pwd:"‹q7Kq2mNvR4›",roles:[]})',
  'k3s token': 'K103f81c5e7b9d2046a8c0e2f41b3d5f7093f81c5e7b9d2046a8c0e2f41b3d5f709::server:‹q7Kq2mNvR4tYw8Zp›',
};

describe('BUILT_IN_RULES', () => {
  test.each(Object.entries(PRINTED))('mask the secrets in %s, and nothing else', (_name, text) => {
    expect(texts.redactText(shown(text)).text).toBe(masked(text));
  });
});
