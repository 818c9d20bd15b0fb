/** What stands where there is nothing to show: why, and what to do. */
import type {ComponentChildren} from 'preact';
import {ApiError} from '../api/client.ts';

export function Notice({title, children}: {title: string; children?: ComponentChildren}) {
  return (
    <div class="notice">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function ErrorNotice({error, onRetry}: {error: Error; onRetry?: () => void}) {
  const {title, hint} = describe(error);
  return (
    <div class="notice notice-error" role="alert">
      <h2>{title}</h2>
      {hint !== undefined && <p>{hint}</p>}
      {onRetry !== undefined && (
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Loading({what}: {what: string}) {
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      Loading {what}…
    </div>
  );
}

/** In one line, for a place without room. */
export function messageOf(error: Error): string {
  const {title, hint} = describe(error);
  return hint === undefined ? title : `${title}. ${hint}`;
}

function describe(error: Error): {title: string; hint?: string | undefined} {
  if (error instanceof ApiError) {
    if (error.isSignedOut) {
      return {
        title: 'This browser is not signed in',
        hint: 'Run "ddcoterm ui" again and open the address that it prints.',
      };
    }
    return {title: error.message, hint: error.problem.hint};
  }
  // fetch throws TypeError where nobody answers.
  if (error instanceof TypeError) {
    return {title: 'The server does not answer', hint: 'Is "ddcoterm ui" still running? Start it again and reload.'};
  }
  return {title: error.message};
}
