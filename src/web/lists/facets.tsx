/** Values to narrow a list by, with how many of it have them. */
import {useState} from 'preact/hooks';
import type {FacetJson} from '../../review/api/types.ts';
import {Icon} from '../ui/icons.tsx';
import {clipped} from '../ui/text.ts';
import {excludeTerm, hasTerm, toggleTerm} from './query-terms.ts';

export interface FacetsProps {
  /** Null while they are not loaded. */
  facets: readonly FacetJson[] | null;
  query: string;
  onQuery: (query: string) => void;
}

/** Values shown before "more" is asked for. */
const SHORT = 6;

export function Facets({facets, query, onQuery}: FacetsProps) {
  if (facets === null) return <div class="facets-loading" aria-hidden="true" />;
  const known = facets.filter(({values}) => values.length > 0);
  if (known.length === 0) return <p class="muted facets-empty">Nothing to filter by.</p>;
  return (
    <>
      {known.map((facet) => (
        <Facet key={facet.field} facet={facet} query={query} onQuery={onQuery} />
      ))}
    </>
  );
}

function Facet({facet, query, onQuery}: {facet: FacetJson; query: string; onQuery: (query: string) => void}) {
  const [isLong, setLong] = useState(false);
  const {label, values, more} = facet;
  const shown = isLong ? values : values.slice(0, SHORT);
  const largest = values[0]?.count ?? 1;
  return (
    <details class="facet" open>
      <summary>
        <Icon name="chevron" size={11} />
        {label}
      </summary>
      <ul>
        {shown.map((value) => (
          <Value
            key={value.value}
            label={label}
            value={value}
            share={value.count / largest}
            query={query}
            onQuery={onQuery}
          />
        ))}
      </ul>
      {values.length > SHORT && (
        <button type="button" class="link-button" onClick={() => setLong(!isLong)}>
          {isLong ? 'Fewer' : `${values.length - SHORT} more`}
        </button>
      )}
      {isLong && more && <p class="muted facet-more">The most frequent are listed; type others into the query.</p>}
    </details>
  );
}

interface ValueProps {
  label: string;
  value: FacetJson['values'][number];
  share: number;
  query: string;
  onQuery: (query: string) => void;
}

function Value({label, value: {value, count, query: term}, share, query, onQuery}: ValueProps) {
  const isOn = hasTerm(query, term) === true;
  const text = value === '' ? '(empty)' : clipped(value, 120);
  const change = (next: string | null) => {
    if (next !== null) onQuery(next);
  };
  return (
    <li class={`facet-value ${isOn ? 'is-on' : ''}`}>
      <button
        type="button"
        class="facet-toggle"
        aria-pressed={isOn}
        title={text}
        onClick={() => change(toggleTerm(query, term))}
      >
        <span class="facet-box">{isOn && <Icon name="check" size={10} />}</span>
        <span class="facet-text">{text}</span>
        <span class="facet-count">{count.toLocaleString('en-US')}</span>
        <span class="facet-share" style={{width: `${Math.max(2, share * 100)}%`}} />
      </button>
      <button
        type="button"
        class="facet-exclude"
        title={`All but ${text}`}
        aria-label={`${label}: all but ${text}`}
        onClick={() => change(excludeTerm(query, term))}
      >
        <Icon name="minus" size={11} />
      </button>
    </li>
  );
}
