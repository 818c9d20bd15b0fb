/** Events, logs, and what all lists have: facets and histograms. */
import {facetKey} from '../../../store/facet-fields.ts';
import type {FacetCounts, ListKind} from '../../../store/store.ts';
import type {EventHitJson, FacetsJson, HistogramJson, LogHitJson, PageJson, QueryCheckJson} from '../../api/types.ts';
import {QuerySyntaxError} from '../../query/errors.ts';
import {parseQuery} from '../../query/parse.ts';
import {printKey, printQuery} from '../../query/print.ts';
import {eventHitJson, logHitJson} from '../../render/records-json.ts';
import {facetLabel} from '../facet-labels.ts';
import {FILTER_PARAMETERS, PAGE_PARAMETERS, readFilter, readPage} from '../list-parameters.ts';
import {readPageOf} from '../page-of.ts';
import {read, wholeNumber, words} from '../parameters.ts';
import type {Route} from '../route.ts';

const FIELDS = words('fields', 'Keys as in queries, with commas between: `host,@exit_code`. Left out: the usual ones');
const BUCKETS = wholeNumber('buckets', 'About so many', 1, 500);
const DEFAULT_BUCKETS = 60;

/** More of them in one request are no page of a person. */
const MAX_FIELDS = 30;
const MAX_FACET_VALUES = 50;

/** Takes any text: what is wrong with it is the answer. */
const ANY_QUERY = {...words('query', 'What may be a query'), required: true};

export const LIST_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/events',
    summary: 'Commands and processes, newest first',
    parameters: [...FILTER_PARAMETERS, ...PAGE_PARAMETERS],
    response: {schema: 'EventHitPage'},
    async handle(request, {store}) {
      const options = {...(await readFilter(request, store)), ...readPage(request)};
      const {items, next} = await readPageOf((page) => store.listEvents(page), options, request.signal);
      const body: PageJson<EventHitJson> = {items: items.map(eventHitJson), next};
      return {kind: 'json', body};
    },
  },
  {
    method: 'GET',
    path: '/logs',
    summary: 'What was on the screen, newest first; with the lines that match',
    parameters: [...FILTER_PARAMETERS, ...PAGE_PARAMETERS],
    response: {schema: 'LogHitPage'},
    async handle(request, {store}) {
      const options = {...(await readFilter(request, store)), ...readPage(request)};
      const {items, next} = await readPageOf(
        (page) => store.searchLogs(page),
        options,
        request.signal,
        ({log}) => log.text.length,
      );
      const body: PageJson<LogHitJson> = {items: items.map(logHitJson), next};
      return {kind: 'json', body};
    },
  },
  ...(['sessions', 'events', 'logs'] as const).flatMap(countRoutes),
  {
    method: 'GET',
    path: '/query',
    summary: 'Is it a query?',
    parameters: [ANY_QUERY],
    response: {schema: 'QueryCheck'},
    async handle(request) {
      return {kind: 'json', body: checkQuery(read(request, ANY_QUERY) ?? '')};
    },
  },
];

function countRoutes(kind: ListKind): Route[] {
  return [
    {
      method: 'GET',
      path: `/${kind}/facets`,
      summary: 'The most frequent values among what matches',
      parameters: [...FILTER_PARAMETERS, FIELDS],
      response: {schema: 'Facets'},
      async handle(request, {store}) {
        const options = await readFilter(request, store);
        const fields = (read(request, FIELDS) ?? '').split(',').map((field) => field.trim().replace(/^@/, ''));
        const wanted = fields.filter((field) => field !== '').slice(0, MAX_FIELDS);
        const body = facetsJson(await store.countFacets(kind, options, wanted, MAX_FACET_VALUES));
        return {kind: 'json', body};
      },
    },
    {
      method: 'GET',
      path: `/${kind}/histogram`,
      summary: 'How many started when, among what matches',
      parameters: [...FILTER_PARAMETERS, BUCKETS],
      response: {schema: 'Histogram'},
      async handle(request, {store}) {
        const options = await readFilter(request, store);
        const buckets = read(request, BUCKETS) ?? DEFAULT_BUCKETS;
        const {isExact, ...histogram} = await store.countOverTime(kind, options, buckets);
        const body: HistogramJson = {...histogram, approximate: !isExact};
        return {kind: 'json', body};
      },
    },
  ];
}

const facetsJson = ({total, facets, isExact}: FacetCounts): FacetsJson => ({
  total,
  facets: facets.map(({field, values, more}) => ({
    field: printKey(facetKey(field)),
    label: facetLabel(field),
    values: values.map(({value, count, query}) => ({value, count, query: printQuery(query)})),
    more,
  })),
  approximate: !isExact,
});

function checkQuery(text: string): QueryCheckJson {
  try {
    parseQuery(text);
    return {ok: true};
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    return {ok: false, message: error.message, offset: error.position, length: error.length};
  }
}
