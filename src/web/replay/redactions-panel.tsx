/** The audit: which rule masked something, and when. Never what. */
import type {RedactionsJson} from '../../review/api/types.ts';
import {formatOffset} from '../../review/render/time.ts';
import {api} from '../api/client.ts';
import {ErrorNotice, Loading} from '../ui/notice.tsx';
import {plural} from '../ui/text.ts';
import {useResource} from '../ui/use-resource.ts';

/** Moments listed of one rule; a table of hashes may hold thousands. */
const MAX_MOMENTS = 200;

export function RedactionsPanel({
  sessionId,
  count,
  onSeek,
}: {
  sessionId: string;
  count: number;
  onSeek: (us: number) => void;
}) {
  const {value, error, reload} = useResource(`${sessionId} ${count}`, (signal) => api.redactions(sessionId, signal));
  if (error !== null) return <ErrorNotice error={error} onRetry={reload} />;
  if (value === null) return <Loading what="redactions" />;
  if (value.items.length === 0) {
    return <p class="panel-note">Nothing was masked: no rule found a secret in this session.</p>;
  }
  return (
    <div class="panel-scroll redactions" role="region" aria-label="Redactions" tabIndex={0}>
      <p class="panel-note">
        {plural(value.items.length, 'secret')} masked before anything was written. The values are not kept anywhere.
      </p>
      {groupByRule(value.items).map(([ruleId, items]) => (
        <section key={ruleId}>
          <h2>
            <code>{ruleId}</code> <span class="count">{items.length}</span>
          </h2>
          <ul class="moments">
            {items.slice(0, MAX_MOMENTS).map(({elapsedUs, place}, index) => (
              <li key={index}>
                <button type="button" class="moment" onClick={() => onSeek(elapsedUs)}>
                  {formatOffset(elapsedUs)} <span class="muted">{place}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function groupByRule(items: RedactionsJson['items']): [string, RedactionsJson['items']][] {
  const groups = new Map<string, RedactionsJson['items']>();
  for (const item of items) {
    const group = groups.get(item.ruleId);
    if (group === undefined) groups.set(item.ruleId, [item]);
    else group.push(item);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}
