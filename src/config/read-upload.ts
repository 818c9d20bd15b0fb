/** `connection_config` and `upload` of config.yaml as typed settings. Pure. */
import type {ConfigFile} from './schema.ts';
import {SecretText} from './secret-text.ts';
import {DEFAULT_UPLOAD, type DestinationConfig, type UploadConfig} from './upload.ts';

type UploadFile = NonNullable<ConfigFile['upload']>;
type DestinationFile = NonNullable<UploadFile['destinations']>[number];

/** @param mayUseKeys False where others can read the file: its keys then count as not there. */
export function readUpload({connection_config, upload = {}}: ConfigFile, mayUseKeys: boolean): UploadConfig {
  const {api_key, api_key_file, app_key, host, site = host} = connection_config ?? {};
  const [defaults] = DEFAULT_UPLOAD.destinations;
  const secret = (text: string | undefined) => (text && mayUseKeys ? new SecretText(text.trim()) : null);
  const destination = (name: string, file: Partial<DestinationFile>): DestinationConfig => ({
    name,
    format: file.format ?? defaults.format,
    url: file.url ?? defaults.url,
    site: file.site ?? defaults.site,
    processes: file.processes ?? defaults.processes,
    query: file.query ?? defaults.query,
    tags: file.tags ?? defaults.tags,
    apiKey: secret(file.api_key),
    apiKeyFile: file.api_key_file ?? defaults.apiKeyFile,
    proxy: file.proxy ?? defaults.proxy,
    caFile: file.ca_file ?? defaults.caFile,
  });
  const connection = {...(api_key && {api_key}), ...(api_key_file && {api_key_file}), ...(site && {site})};
  const others = (upload.destinations ?? []).map((file) => destination(file.name, file));
  return {
    enabled: upload.enabled ?? DEFAULT_UPLOAD.enabled,
    replayUrl: upload.replay_url ?? DEFAULT_UPLOAD.replayUrl,
    eventSource: upload.event_source ?? DEFAULT_UPLOAD.eventSource,
    appKey: secret(app_key),
    destinations: [destination(defaults.name, {...upload, ...connection}), ...uniqueByName(others)],
  };
}

/** Two of one name would share a queue: the first stands. */
function uniqueByName(destinations: DestinationConfig[]): DestinationConfig[] {
  return destinations.filter(({name}, index) => destinations.findIndex((other) => other.name === name) === index);
}
