/** `--format json`: one object with the session, its commands, processes and log text; an item a line, written as it is read. */
import type {SessionRecord} from '../../store/records.ts';
import type {Store} from '../../store/store.ts';
import {listAll} from '../pages.ts';
import {renderJson} from '../render/json.ts';
import {eventJson, logJson, sessionJson} from '../render/records-json.ts';

export async function* exportJson(store: Store, session: SessionRecord): AsyncGenerator<string> {
  const options = {query: null, sessionId: session.id, oldestFirst: true};
  yield `{"session": ${renderJson(sessionJson(session), 0)}`;
  yield* jsonArray(
    'events',
    listAll((page) => store.listEvents(page), options),
    ({event}) => eventJson(event),
  );
  yield* jsonArray(
    'logs',
    listAll((page) => store.searchLogs(page), options),
    ({log}) => logJson(log),
  );
  yield* jsonArray('redactions', await store.listRedactions(session.id), (redaction) => redaction);
  yield '}\n';
}

async function* jsonArray<T>(
  name: string,
  items: AsyncIterable<T> | Iterable<T>,
  toJson: (item: T) => unknown,
): AsyncGenerator<string> {
  yield `,\n"${name}": [`;
  let separator = '\n';
  for await (const item of items) {
    yield separator + renderJson(toJson(item), 0);
    separator = ',\n';
  }
  yield '\n]';
}
