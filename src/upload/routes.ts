/** Every request that the upload makes. */
import {makeRoute, type Route} from '../datadog/route.ts';
import {apiBase, logsBase} from '../datadog/sites.ts';

export interface Routes {
  /** Batches of logs. */
  logs: Route;
  /** One event; null: the receiver has no Events API. */
  events: Route | null;
  /** Sends nothing: for `ddcoterm doctor`. */
  probe: Route;
  /** The answer to `probe` says whether the key is good; otherwise only that somebody is there. */
  probesKey: boolean;
}

/** https://docs.datadoghq.com/api/latest/logs/, …/events/, …/authentication/ */
export const datadogRoutes = (site: string): Routes => ({
  logs: makeRoute('POST', `${logsBase(site)}/api/v2/logs`),
  events: makeRoute('POST', `${apiBase(site)}/api/v1/events`),
  probe: makeRoute('GET', `${apiBase(site)}/api/v1/validate`),
  probesKey: true,
});

/** A receiver that answers like Datadog, all under one address. @param url With or without a path to put before ours. */
export function datadogLikeRoutes(url: string): Routes {
  const base = new URL(url);
  base.pathname = base.pathname.replace(LOGS_PATH, '');
  return {
    logs: makeRoute('POST', below(base, '/api/v2/logs')),
    events: makeRoute('POST', below(base, '/api/v1/events')),
    probe: makeRoute('GET', below(base, '/api/v1/validate')),
    probesKey: true,
  };
}

/** Logs only. @param url A path that ends like an intake is taken as it stands. */
export function compatRoutes(url: string): Routes {
  const base = new URL(url);
  const logs = INTAKE_PATH.test(base.pathname) ? url : below(base, '/api/v2/logs');
  return {logs: makeRoute('POST', logs), events: null, probe: makeRoute('GET', logs), probesKey: false};
}

const LOGS_PATH = /\/api\/v2\/logs\/?$/;
const INTAKE_PATH = /\/(?:logs|input)\/?$/;

/** What a receiver is told after the `?` stays there. */
function below(base: URL, path: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  return url.href;
}
