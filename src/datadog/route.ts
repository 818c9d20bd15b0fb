/**
 * Where requests may go. `send` takes nothing but a Route, and routes are made in `routes.ts` of the rooms that send, so
 * that everything that leaves the machine can be listed.
 */

declare const route: unique symbol;

export interface Route {
  readonly [route]: true;
  readonly method: 'GET' | 'POST';
  readonly url: string;
}

/** For `routes.ts` files only. */
export const makeRoute = (method: Route['method'], url: string): Route => ({method, url}) as Route;
