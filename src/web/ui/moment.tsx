/** A point in time: short for the eye, whole on hovering. */
import {formatMoment, formatStart} from '../../review/render/time.ts';

export function Moment({iso}: {iso: string}) {
  const ms = Date.parse(iso);
  return (
    <time dateTime={iso} title={formatMoment(ms)}>
      {formatStart(ms, Date.now())}
    </time>
  );
}
