/** The settings of `connection_config` and `upload`, typed, with their defaults. */
import type {SecretText} from './secret-text.ts';

export const UPLOAD_FORMATS = ['datadog', 'compat'] as const;
export const PROCESS_FORMS = ['events', 'logs', 'both', 'none'] as const;

/** `compat`: the seven fields that Vector, VictoriaLogs and the OpenTelemetry Collector accept, too. */
export type UploadFormat = (typeof UPLOAD_FORMATS)[number];
/** How commands and processes are told beside the logs: by the Events API, as logs, both ways, or not. */
export type ProcessForm = (typeof PROCESS_FORMS)[number];

export interface UploadConfig {
  /** False: nothing leaves the machine. */
  enabled: boolean;
  /** Where replays are watched; every log and event links there. */
  replayUrl: string;
  /** `source_type_name` of events; Datadog does not say which it accepts. Empty: none is sent. */
  eventSource: string;
  /** For features that read from Datadog; sending needs none. */
  appKey: SecretText | null;
  /** The main one first, which the key in the environment is for. */
  destinations: [main: DestinationConfig, ...others: DestinationConfig[]];
}

export interface DestinationConfig {
  /** Names its queue. */
  name: string;
  format: UploadFormat;
  /** Null: Datadog's intake of the site. */
  url: string | null;
  /** Null: DD_SITE, else US1. */
  site: string | null;
  processes: ProcessForm;
  /** What is sent, in the query language; null: everything. */
  query: string | null;
  tags: Record<string, string>;
  apiKey: SecretText | null;
  /** A file that holds the key alone. */
  apiKeyFile: string | null;
  /** Null: that of the environment. */
  proxy: string | null;
  /** Certificates (PEM) trusted beside Node's own. */
  caFile: string | null;
}

/** The name of the destination that `connection_config` and the settings directly below `upload` describe. */
export const MAIN_DESTINATION = 'main';

/** `ddcoterm ui` on this machine. */
export const DEFAULT_REPLAY_URL = 'http://127.0.0.1:7117';

export const DEFAULT_UPLOAD: UploadConfig = {
  enabled: true,
  replayUrl: DEFAULT_REPLAY_URL,
  eventSource: 'coterm_process_info',
  appKey: null,
  destinations: [
    {
      name: MAIN_DESTINATION,
      format: 'datadog',
      url: null,
      site: null,
      processes: 'both',
      query: null,
      tags: {},
      apiKey: null,
      apiKeyFile: null,
      proxy: null,
      caFile: null,
    },
  ],
};
