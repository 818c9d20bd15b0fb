/** Where the query is typed. A mistake is shown where it is. */
import {useEffect, useRef, useState} from 'preact/hooks';
import type {ListKind} from '../../review/api/types.ts';
import {QuerySyntaxError} from '../../review/query/errors.ts';
import {parseQuery} from '../../review/query/parse.ts';
import {isQueryError} from '../api/client.ts';
import {Icon} from '../ui/icons.tsx';
import {QueryKeys} from './query-keys.tsx';

export interface QueryBarProps {
  kind: ListKind;
  query: string;
  /** What the server said to the query that is asked now. */
  error: Error | null;
  onQuery: (query: string) => void;
}

const PLACEHOLDERS: Record<ListKind, string> = {
  sessions: 'kubectl @exit_code:>0 host:web-1',
  events: '@command:kubectl status:error @duration:>10s',
  logs: '"permission denied" @command:ssh',
};

export function QueryBar({kind, query, error, onQuery}: QueryBarProps) {
  const [text, setText] = useState(query);
  const [isFocused, setFocused] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(query), [query]);
  useSlashKey(input);
  const mistake = findMistake(text) ?? (text === query ? mistakeOf(error) : null);
  const submit = (event: Event) => {
    event.preventDefault();
    if (findMistake(text) === null) onQuery(text.trim());
  };
  const insert = (addition: string) => {
    setText((before) => (before === '' || before.endsWith(' ') ? before + addition : `${before} ${addition}`));
    input.current?.focus();
  };
  return (
    <search class="query">
      <form class={`query-bar ${mistake === null ? '' : 'is-wrong'}`} onSubmit={submit}>
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          class="query-input"
          value={text}
          placeholder={PLACEHOLDERS[kind]}
          aria-label={`Query of ${kind}`}
          aria-invalid={mistake !== null}
          aria-describedby={mistake === null ? undefined : 'query-mistake'}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={({currentTarget}) => setText(currentTarget.value)}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        />
        {text !== '' && (
          <button
            type="button"
            class="icon-button"
            aria-label="Clear the query"
            title="Clear"
            onClick={() => onQuery('')}
          >
            <Icon name="close" size={13} />
          </button>
        )}
        <button type="submit" class="button button-primary">
          Search
        </button>
      </form>
      {mistake !== null && text !== '' && <MistakeMark text={text} mistake={mistake} />}
      {isFocused && mistake === null && <QueryKeys kind={kind} onInsert={insert} />}
    </search>
  );
}

interface Mistake {
  message: string;
  hint: string | undefined;
  /** Null: the server does not say where. */
  offset: number | null;
  length: number;
}

/** The query once more, with a mark under the mistake. */
function MistakeMark({text, mistake: {message, hint, offset, length}}: {text: string; mistake: Mistake}) {
  return (
    <div id="query-mistake" class="query-mistake" role="alert">
      {offset !== null && (
        <pre aria-hidden="true">
          {text}
          {'\n'}
          {' '.repeat(offset)}
          <b>{'^'.repeat(Math.max(1, length))}</b>
        </pre>
      )}
      <p>
        {message}. {hint}
      </p>
    </div>
  );
}

function findMistake(text: string): Mistake | null {
  try {
    parseQuery(text);
    return null;
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    return {message: error.message, hint: error.hint, offset: error.position, length: error.length};
  }
}

/** Errors that are not of the query are shown by the list. */
function mistakeOf(error: Error | null): Mistake | null {
  if (!isQueryError(error)) return null;
  const {hint, offset, length} = error.problem;
  return {message: error.message, hint, offset: offset ?? null, length: length ?? 1};
}

/** `/` goes to the query, as on many sites. */
function useSlashKey(input: {readonly current: HTMLInputElement | null}): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isElsewhere = (event.target as Element).closest('input, textarea, select, dialog') === null;
      if (event.key !== '/' || !isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.select();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [input]);
}
