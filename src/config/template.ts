/** config.yaml as `ddcoterm init` writes it: what was chosen, and the rest as comments with its default. Pure. */
import {stringify} from 'yaml';
import {DEFAULT_CONFIG} from './config.ts';
import {SETTINGS, type Setting} from './settings.ts';

const HEAD = `# Settings of ddcoterm. What is commented out has the value shown. "ddcoterm config get" tells what is in force.
# Safe to keep in a dotfiles repository, as long as it holds no key.
`;

/** Written as an example where the default is nothing. */
const SAMPLES: Record<string, unknown> = {
  shims: ['kubectl', 'psql'],
  tags: {team: 'infra'},
  commands: {psql: {capture: 'all', tags: {tier: 'db'}}},
  'connection_config.api_key': '',
  'connection_config.api_key_file': '~/.config/datadog/api-key',
  'connection_config.app_key': '',
  'connection_config.site': 'datadoghq.com',
  'upload.url': 'http://127.0.0.1:9428/insert/datadog/api/v2/logs',
  'upload.query': '-@command:vault',
  'upload.tags': {team: 'infra'},
  'upload.proxy': 'http://proxy.example.org:3128',
  'upload.ca_file': '~/.config/example-ca.pem',
  'upload.destinations': [{name: 'logs', format: 'compat', url: 'http://127.0.0.1:9428/insert/datadog/api/v2/logs'}],
  authors: [{name: 'my-agent', variable: 'MY_AGENT'}],
  'redact.rules': [{id: 'acme-token', regex: 'acme_[A-Za-z0-9]{32}'}],
  'redact.allow': ['4111 1111 1111 1111'],
  'redact.disable': ['us-ssn'],
  'redact.groups': {card: true, iban: true, ssn: true, email: false},
};

/** @param chosen Dotted key → value as one would write it. */
export function renderConfigTemplate(chosen: ReadonlyMap<string, unknown>): string {
  const groups = [...new Set(SETTINGS.map(({key}) => key.split('.')[0]!))];
  return [HEAD, ...groups.map((group) => renderGroup(group, chosen))].join('\n');
}

function renderGroup(group: string, chosen: ReadonlyMap<string, unknown>): string {
  const members = SETTINGS.filter(({key}) => key === group || key.startsWith(`${group}.`));
  if (members[0]?.key === group) return renderSetting(members[0], group, chosen.has(group), chosen);
  const isChosen = members.some(({key}) => chosen.has(key));
  const lines = members.map((setting) => {
    const name = setting.key.slice(group.length + 1);
    // In a group that is commented out as a whole, one `#` is enough.
    return indent(renderSetting(setting, name, !isChosen || chosen.has(setting.key), chosen));
  });
  const text = `${group}:\n${lines.join('')}`;
  return isChosen ? text : commentOut(text);
}

function renderSetting(
  {key, about, read}: Setting,
  name: string,
  isSet: boolean,
  chosen: ReadonlyMap<string, unknown>,
): string {
  const value = chosen.get(key) ?? SAMPLES[key] ?? read(DEFAULT_CONFIG);
  const text = stringify({[name]: value}, {lineWidth: 0, flowCollectionPadding: false});
  return `# ${about}.\n${isSet ? text : commentOut(text)}`;
}

const commentOut = (text: string) => text.replace(/^(?=.)/gm, '# ');
const indent = (text: string) => text.replace(/^(?=.)/gm, '  ');
