/** What can be asked for, while the query is being typed. */
import type {ListKind} from '../../review/api/types.ts';

interface Example {
  term: string;
  says: string;
}

const COMMON: readonly Example[] = [
  {term: '@user:', says: 'who'},
  {term: 'host:', says: 'on which machine'},
  {term: '@author:', says: 'person, script, agent or its name'},
];

const EXAMPLES: Record<ListKind, readonly Example[]> = {
  sessions: [
    {term: '@command:', says: 'name of the command'},
    {term: '@exit_code:>0', says: 'failed'},
    {term: '@duration:>1m', says: 'longer than'},
    {term: '@state:live', says: 'still running'},
    {term: '@redactions:>0', says: 'secrets were masked'},
    {term: '@kubectl.context:', says: 'tags of profiles'},
    ...COMMON,
  ],
  events: [
    {term: '@command:', says: 'name of the command'},
    {term: 'status:error', says: 'failed'},
    {term: '@kind:process', says: 'processes, not typed commands'},
    {term: '@argv:', says: 'one of its arguments'},
    {term: '@cwd:', says: 'where it ran'},
    {term: '@duration:>10s', says: 'longer than'},
    ...COMMON,
  ],
  logs: [
    {term: '"a phrase"', says: 'words in this order'},
    {term: '@command:', says: 'name of the command'},
    {term: 'status:error', says: 'of commands that failed'},
    {term: '@session:', says: 'of one session'},
    ...COMMON,
  ],
};

export function QueryKeys({kind, onInsert}: {kind: ListKind; onInsert: (term: string) => void}) {
  // The press must not take the focus from the input, or the list is gone before the click.
  const keepFocus = (event: Event) => event.preventDefault();
  return (
    <div class="query-keys" onMouseDown={keepFocus}>
      <p>
        Words, <code>"phrases"</code>, <code>key:value</code>, <code>*</code>, <code>AND OR NOT</code>,{' '}
        <code>[1 TO 5]</code>
      </p>
      <ul>
        {EXAMPLES[kind].map(({term, says}) => (
          <li key={term}>
            <button type="button" tabIndex={-1} onClick={() => onInsert(term)}>
              <code>{term}</code> <span class="muted">{says}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
