/** The shape of `connection_config` and `upload` in config.yaml. */
import * as v from 'valibot';
import {PROCESS_FORMS, UPLOAD_FORMATS} from './upload.ts';

const flag = v.boolean('true or false');
const words = v.string('a text');

/** Keys and paths may look like numbers. */
const word = v.pipe(
  v.union([v.string(), v.number()], 'a text'),
  v.transform((value) => String(value)),
);

const url = v.pipe(
  v.string('a URL'),
  v.check(isPlainUrl, 'a URL that begins with http:// or https:// and has no password in it'),
);

const site = v.pipe(v.string('a site'), v.regex(/^[a-z0-9.-]+$/i, 'a site such as datadoghq.eu, without https://'));

const format = v.picklist(UPLOAD_FORMATS, UPLOAD_FORMATS.map((name) => `"${name}"`).join(' or '));
const processes = v.picklist(PROCESS_FORMS, `one of ${PROCESS_FORMS.join(', ')}`);

/** Of the main destination and of the others alike. */
const perDestination = {
  format: v.exactOptional(format),
  url: v.exactOptional(url),
  processes: v.exactOptional(processes),
  query: v.exactOptional(words),
  proxy: v.exactOptional(url),
  ca_file: v.exactOptional(words),
};

const key = {api_key: v.exactOptional(word), api_key_file: v.exactOptional(words)};

/** Other recorders know more settings here: they are accepted without a word. */
export const connectionConfig = v.looseObject(
  {
    ...key,
    app_key: v.exactOptional(word),
    site: v.exactOptional(site),
    // CoTerm's name for the site, and a port that has been 443 all along.
    host: v.exactOptional(words),
    port: v.exactOptional(word),
  },
  'a map of settings',
);

export const KNOWN_CONNECTION_KEYS = Object.keys(connectionConfig.entries);

export function uploadSchema<Tags extends v.GenericSchema<unknown, Record<string, string>>>(tags: Tags) {
  const destination = v.strictObject(
    {
      name: v.pipe(
        v.string('a name'),
        v.regex(/^(?!main$)[\w.-]{1,60}$/, 'a name of letters, digits, dots and dashes, other than "main"'),
      ),
      ...perDestination,
      ...key,
      site: v.exactOptional(site),
      tags: v.exactOptional(tags),
    },
    'a map with a name and settings',
  );
  return v.strictObject(
    {
      enabled: v.exactOptional(flag),
      replay_url: v.exactOptional(url),
      event_source: v.exactOptional(words),
      ...perDestination,
      tags: v.exactOptional(tags),
      destinations: v.exactOptional(v.array(destination, 'a list of destinations')),
    },
    'a map of settings',
  );
}

export const KNOWN_UPLOAD_KEYS = [
  'enabled',
  'replay_url',
  'event_source',
  ...Object.keys(perDestination),
  'tags',
  'destinations',
];
export const KNOWN_DESTINATION_KEYS = ['name', ...Object.keys(perDestination), ...Object.keys(key), 'site', 'tags'];

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const {protocol, password, hostname} = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && password === '' && hostname !== '';
}
