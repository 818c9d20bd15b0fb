/** What sessions, events and logs have in common: query, time, saved views, histogram, facets; and the list itself. */
import type {ComponentChildren} from 'preact';
import {useMemo, useState} from 'preact/hooks';
import type {ListKind} from '../../review/api/types.ts';
import {api, isQueryError} from '../api/client.ts';
import {Dialog} from '../ui/dialog.tsx';
import {Icon} from '../ui/icons.tsx';
import {ErrorNotice} from '../ui/notice.tsx';
import {plural} from '../ui/text.ts';
import {useResource} from '../ui/use-resource.ts';
import {changeParams, navigate} from '../url/location.ts';
import {hrefOf} from '../url/route.ts';
import {boundsOf, parseTimeRange, withTimeRange} from '../url/time-range.ts';
import {Facets} from './facets.tsx';
import {Histogram} from './histogram.tsx';
import {QueryBar} from './query-bar.tsx';
import {TimeRangePicker} from './time-range-picker.tsx';
import {ViewsMenu} from './views-menu.tsx';

export interface ListScope {
  kind: ListKind;
  query: string;
  fromMs: number | null;
  toMs: number | null;
  /** Another text, another list. */
  key: string;
}

export interface ListPageProps {
  kind: ListKind;
  title: string;
  /** `session`, `event`, `entry`: for counting. */
  noun: [one: string, many: string];
  params: URLSearchParams;
  /** Buttons of the page's own. */
  actions?: ComponentChildren;
  children: (scope: ListScope, total: number | null) => ComponentChildren;
}

const BUCKETS = 80;

export function ListPage({kind, title, noun, params, actions, children}: ListPageProps) {
  const query = params.get('query') ?? '';
  const [refreshedAtMs, setRefreshedAtMs] = useState(() => Date.now());
  const scope = useListScope(kind, params, refreshedAtMs);
  const facets = useResource(scope.key, (signal) => api.facets(kind, scope, signal));
  const histogram = useResource(scope.key, (signal) => api.histogram(kind, scope, BUCKETS, signal));
  const total = facets.current?.total ?? null;
  const refresh = () => setRefreshedAtMs(Date.now());
  const setQuery = (next: string) => changeParams({query: next});
  const filters = <Facets facets={facets.value?.facets ?? null} query={query} onQuery={setQuery} />;
  return (
    <div class="list-page">
      <h1 class="visually-hidden">{title}</h1>
      <div class="list-head">
        <QueryBar kind={kind} query={query} error={facets.error ?? histogram.error} onQuery={setQuery} />
        <div class="list-tools">
          <FilterButton>{filters}</FilterButton>
          <TimeRangePicker params={params} />
          <ViewsMenu kind={kind} params={params} />
          <button type="button" class="icon-button" title="Look again" aria-label="Look again" onClick={refresh}>
            <Icon name="refresh" />
          </button>
        </div>
      </div>
      <div class="list-body">
        <aside class="facets" aria-label="Filters">
          {filters}
        </aside>
        <div class="list-main">
          <Histogram
            histogram={histogram.value}
            label={`${title} over time`}
            onRange={(fromMs, toMs) => navigate(hrefOf(location.pathname, withTimeRange(params, {fromMs, toMs})))}
          />
          <div class="list-count">
            <span role="status">{total === null ? '\u00a0' : plural(total, ...noun)}</span>
            {actions}
          </div>
          <List error={facets.error} onRetry={refresh}>
            {() => children(scope, total)}
          </List>
        </div>
      </div>
    </div>
  );
}

/** What is wrong with the query, the bar says. */
function List({
  error,
  onRetry,
  children,
}: {
  error: Error | null;
  onRetry: () => void;
  children: () => ComponentChildren;
}) {
  if (error === null) return <>{children()}</>;
  return isQueryError(error) ? null : <ErrorNotice error={error} onRetry={onRetry} />;
}

/** Anchors and list are of the same moment, so that rows keep their numbers while new ones come in. */
function useListScope(kind: ListKind, params: URLSearchParams, nowMs: number): ListScope {
  const query = params.get('query') ?? '';
  const range = parseTimeRange(params);
  const rangeKey = JSON.stringify(range);
  return useMemo(() => {
    const {fromMs, toMs} = boundsOf(range, nowMs);
    const key = JSON.stringify([kind, query, fromMs, toMs, nowMs]);
    return {kind, query, fromMs, toMs, key};
  }, [kind, query, rangeKey, nowMs]);
}

/** Where there is no room beside the list. */
function FilterButton({children}: {children: ComponentChildren}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button facets-button" onClick={() => setOpen(true)}>
        <Icon name="filter" size={14} />
        Filters
      </button>
      {isOpen && (
        <Dialog title="Filters" onClose={() => setOpen(false)} class="drawer">
          {children}
        </Dialog>
      )}
    </>
  );
}
