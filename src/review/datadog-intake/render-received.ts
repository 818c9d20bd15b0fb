/** Entries in the shapes of Datadog's API: https://docs.datadoghq.com/api/latest/. Pure. */
import type {ReceivedEntry} from './received-entry.ts';

export function logJson({
  sequence,
  timestampMs,
  host,
  service,
  source,
  status,
  message,
  tags,
  attributes,
}: ReceivedEntry) {
  return {
    id: `log-${sequence}`,
    type: 'log',
    attributes: {
      ...{host, service, status, message, attributes},
      timestamp: new Date(timestampMs).toISOString(),
      tags: [...tags, ...(source === '' ? [] : [`source:${source}`])],
    },
  };
}

/** Events API, v1. */
export function eventV1Json({
  sequence,
  timestampMs,
  host,
  source,
  status,
  message,
  title,
  tags,
  attributes,
}: ReceivedEntry) {
  return {
    ...{id: sequence, id_str: String(sequence), title: title ?? '', text: message, host, tags},
    date_happened: Math.floor(timestampMs / 1000),
    alert_type: status,
    priority: attributes.priority === 'low' ? 'low' : 'normal',
    ...(source !== '' && {source_type_name: source}),
    url: `/event/event?id=${sequence}`,
  };
}

/** Events search, v2. */
export function eventV2Json({
  sequence,
  timestampMs,
  host,
  service,
  source,
  status,
  message,
  title,
  tags,
  attributes,
}: ReceivedEntry) {
  return {
    id: `event-${sequence}`,
    type: 'event',
    attributes: {
      ...{message, tags},
      timestamp: new Date(timestampMs).toISOString(),
      attributes: {
        ...{title: title ?? '', status, hostname: host, service, source_type_name: source, tags},
        timestamp: Math.round(timestampMs),
        ...(typeof attributes.aggregation_key === 'string' && {aggregation_key: attributes.aggregation_key}),
        evt: {id: String(sequence), name: title ?? '', source_id: 0},
      },
    },
  };
}
