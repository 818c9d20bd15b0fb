/** What the web app itself needs: saved views, and who serves it. */
import type {AboutJson, SavedViewJson} from '../../api/types.ts';
import type {Route} from '../route.ts';

export const APP_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/views',
    summary: 'Saved views',
    response: {schema: 'SavedViews'},
    async handle(_request, {views}) {
      const body: {items: SavedViewJson[]} = {items: await views.list()};
      return {kind: 'json', body};
    },
  },
  {
    method: 'POST',
    path: '/views',
    summary: 'Saves a view',
    body: 'NewView',
    response: {schema: 'SavedView', status: 201},
    async handle({body}, {views}) {
      const view: SavedViewJson = await views.add(body);
      return {kind: 'json', status: 201, body: view};
    },
  },
  {
    method: 'DELETE',
    path: '/views/{id}',
    summary: 'Deletes a saved view',
    response: {status: 204},
    async handle({path}, {views}) {
      await views.remove(path.id ?? '');
      return {kind: 'empty'};
    },
  },
  {
    method: 'GET',
    path: '/about',
    summary: 'Version, user, host, and how much is recorded',
    response: {schema: 'About'},
    async handle(_request, {store, version, user, host}) {
      const body: AboutJson = {version, user, host, stats: await store.stats()};
      return {kind: 'json', body};
    },
  },
];
