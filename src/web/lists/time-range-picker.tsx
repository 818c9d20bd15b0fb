/** The time that a list is of. */
import {useState} from 'preact/hooks';
import {Icon} from '../ui/icons.tsx';
import {Popover} from '../ui/popover.tsx';
import {navigate} from '../url/location.ts';
import {hrefOf} from '../url/route.ts';
import {
  boundsOf,
  localInputValue,
  parseTimeRange,
  RELATIVE_RANGES,
  type TimeRange,
  withTimeRange,
} from '../url/time-range.ts';

export function TimeRangePicker({params}: {params: URLSearchParams}) {
  const range = parseTimeRange(params);
  const choose = (next: Partial<TimeRange>) => navigate(hrefOf(location.pathname, withTimeRange(params, next)));
  const label = (
    <>
      <Icon name="clock" size={14} />
      <span class="time-label">{describe(range)}</span>
      <Icon name="chevron" size={11} />
    </>
  );
  return (
    <Popover label={label} title="Time range" class="time-range">
      {(close) => (
        <>
          <ul class="menu">
            {[...RELATIVE_RANGES, ALL_TIME].map(({value, label: text}) => (
              <li key={text}>
                <button
                  type="button"
                  aria-pressed={isChosen(range, value)}
                  onClick={() => {
                    choose({relative: value});
                    close();
                  }}
                >
                  {text}
                </button>
              </li>
            ))}
          </ul>
          <FixedRange
            range={range}
            onChoose={(next) => {
              choose(next);
              close();
            }}
          />
        </>
      )}
    </Popover>
  );
}

const ALL_TIME = {value: null, label: 'All time'};

const isChosen = ({relative, fromMs, toMs}: TimeRange, value: string | null): boolean =>
  relative === value && fromMs === null && toMs === null;

function FixedRange({range, onChoose}: {range: TimeRange; onChoose: (range: Partial<TimeRange>) => void}) {
  const now = Date.now();
  const {fromMs, toMs} = boundsOf(range, now);
  const [from, setFrom] = useState(fromMs === null ? '' : localInputValue(fromMs));
  const [to, setTo] = useState(toMs === null ? '' : localInputValue(toMs));
  const submit = (event: Event) => {
    event.preventDefault();
    onChoose({fromMs: parseInput(from), toMs: parseInput(to)});
  };
  return (
    <form class="fixed-range" onSubmit={submit}>
      <label>
        From
        <input type="datetime-local" value={from} onInput={({currentTarget}) => setFrom(currentTarget.value)} />
      </label>
      <label>
        To
        <input type="datetime-local" value={to} onInput={({currentTarget}) => setTo(currentTarget.value)} />
      </label>
      <button type="submit" class="button button-primary">
        Apply
      </button>
    </form>
  );
}

function parseInput(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

function describe({relative, fromMs, toMs}: TimeRange): string {
  if (relative !== null) return RELATIVE_RANGES.find(({value}) => value === relative)?.label ?? `Past ${relative}`;
  if (fromMs === null && toMs === null) return 'All time';
  return `${fromMs === null ? '…' : short(fromMs)} – ${toMs === null ? 'now' : short(toMs)}`;
}

const short = (ms: number): string =>
  new Date(ms).toLocaleString('en-GB', {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
