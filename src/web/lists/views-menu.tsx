/** Saved views: queries and time ranges with a name. */
import {useState} from 'preact/hooks';
import type {ListKind, SavedViewJson} from '../../review/api/types.ts';
import {api} from '../api/client.ts';
import {Icon} from '../ui/icons.tsx';
import {Popover} from '../ui/popover.tsx';
import {clipped} from '../ui/text.ts';
import {toError, useResource} from '../ui/use-resource.ts';
import {withParams} from '../url/route.ts';

export function ViewsMenu({kind, params}: {kind: ListKind; params: URLSearchParams}) {
  const label = (
    <>
      <Icon name="bookmark" size={14} />
      <span class="views-label">Views</span>
    </>
  );
  return (
    <Popover label={label} title="Saved views" class="views">
      {(close) => <Views kind={kind} search={searchOf(params)} onChosen={close} />}
    </Popover>
  );
}

function Views({kind, search, onChosen}: {kind: ListKind; search: string; onChosen: () => void}) {
  const {value, error, reload} = useResource(kind, (signal) => api.views(signal));
  const [failure, setFailure] = useState<Error | null>(null);
  const run = (action: Promise<unknown>) => {
    action.then(reload, (reason: unknown) => setFailure(toError(reason)));
  };
  const views = (value?.items ?? []).filter((view) => view.kind === kind);
  const problem = error ?? failure;
  return (
    <>
      {problem !== null && (
        <p class="failed-text" role="alert">
          {problem.message}
        </p>
      )}
      <ul class="menu">
        {views.map((view) => (
          <ViewItem
            key={view.id}
            view={view}
            isShown={view.search === search}
            onChosen={onChosen}
            onDelete={() => run(api.deleteView(view.id))}
          />
        ))}
      </ul>
      {value !== null && views.length === 0 && <p class="muted">No view of {kind} is saved yet.</p>}
      <SaveForm onSave={(name) => run(api.saveView({name, kind, search}))} />
    </>
  );
}

interface ViewItemProps {
  view: SavedViewJson;
  isShown: boolean;
  onChosen: () => void;
  onDelete: () => void;
}

function ViewItem({view, isShown, onChosen, onDelete}: ViewItemProps) {
  return (
    <li class="view-item">
      <a
        href={`/${view.kind}${view.search === '' ? '' : `?${view.search}`}`}
        aria-current={isShown ? 'true' : undefined}
        onClick={onChosen}
      >
        {clipped(view.name, 80)}
      </a>
      <button
        type="button"
        class="icon-button"
        aria-label={`Delete the view ${clipped(view.name, 80)}`}
        title="Delete"
        onClick={onDelete}
      >
        <Icon name="trash" size={13} />
      </button>
    </li>
  );
}

function SaveForm({onSave}: {onSave: (name: string) => void}) {
  const [name, setName] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (name.trim() === '') return;
    onSave(name.trim());
    setName('');
  };
  return (
    <form class="save-view" onSubmit={submit}>
      <input
        type="text"
        value={name}
        maxLength={100}
        placeholder="Name of this view"
        aria-label="Name of this view"
        onInput={({currentTarget}) => setName(currentTarget.value)}
      />
      <button type="submit" class="button" disabled={name.trim() === ''}>
        Save
      </button>
    </form>
  );
}

/** Query and time, not what is selected in the list. */
const searchOf = (params: URLSearchParams): string => withParams(params, {event: null, live: null}).toString();
