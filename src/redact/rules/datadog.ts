/** Datadog's keys. They have no prefix, so their name must stand beside them. */
import type {RedactionRule} from '../rule.ts';

const NAME = '(?:dd|datadog)[\\w.-]{0,30}?(?:api|app|application)[ _.-]?key';
/** Closing quotes and brackets of the name, the separator, opening quotes of the value. */
const BETWEEN = '[\\\\"\'\\]]{0,3}\\s{0,8}(?:=>|[:=])\\s{0,8}[\\\\"\']{0,2}';

export const DATADOG_RULES: readonly RedactionRule[] = [
  {
    id: 'datadog-key',
    about: 'Datadog API key (32 hexadecimal digits) or application key (40), beside its name',
    source: 'https://docs.datadoghq.com/account_management/api-app-keys/',
    keywords: ['dd_', 'dd-', 'dd.', 'ddap', 'dd api', 'dd app', 'datadog'],
    pattern: new RegExp(`${NAME}${BETWEEN}([0-9a-f]{32,40})(?![0-9a-f])`, 'dgi'),
    secret: 1,
    spreads: true,
    maxSpanChars: 160,
    unfinished: new RegExp(`${NAME}${BETWEEN}(?<held>[0-9a-f]{1,40})$`, 'di'),
    hits: [
      'DD_API_KEY=0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      'curl -H "DD-API-KEY: 0a1b2c3d4e5f60718293a4b5c6d7e8f9" https://api.datadoghq.com',
      'dd-application-key: 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567',
      'datadog.apiKey: "0a1b2c3d4e5f60718293a4b5c6d7e8f9"',
    ],
    misses: ['DD_API_KEY=', 'add api key to the list', 'DD_API_KEY_SECRET_NAME=datadog'],
  },
];
