/** How many started when. Dragging over it narrows the time. */
import {useRef, useState} from 'preact/hooks';
import type {HistogramJson} from '../../review/api/types.ts';
import {formatMoment} from '../../review/render/time.ts';
import {plural} from '../ui/text.ts';
import {axisTicks} from './axis-ticks.ts';

export interface HistogramProps {
  histogram: HistogramJson | null;
  label: string;
  onRange: (fromMs: number, toMs: number) => void;
}

const HEIGHT = 64;

/** Characters of `2026-11-24 14:03:22`. */
const TO_THE_SECOND = 19;
const TO_THE_MINUTE = 16;

export function Histogram({histogram, label, onRange}: HistogramProps) {
  const plot = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<{start: number; end: number} | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  if (histogram === null) return <div class="histogram is-empty" aria-hidden="true" />;
  const {buckets, fromMs, toMs, bucketMs} = histogram;
  const largest = Math.max(1, ...buckets.map(({count}) => count));
  const shareAt = (event: PointerEvent): number => {
    const {left, width} = plot.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const release = () => {
    if (brush === null) return;
    const [start, end] = [Math.min(brush.start, brush.end), Math.max(brush.start, brush.end)];
    setBrush(null);
    const [first, last] = [Math.floor(start * buckets.length), Math.ceil(end * buckets.length)];
    onRange(fromMs + first * bucketMs, fromMs + Math.max(first + 1, last) * bucketMs);
  };
  const hoveredBucket = hovered === null ? undefined : buckets[hovered];
  return (
    <div class="histogram">
      <div
        ref={plot}
        class="histogram-plot"
        role="img"
        aria-label={`${label}: ${describe(histogram)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setBrush({start: shareAt(event), end: shareAt(event)});
        }}
        onPointerMove={(event) => {
          setHovered(Math.min(buckets.length - 1, Math.floor(shareAt(event) * buckets.length)));
          setBrush((before) => before && {...before, end: shareAt(event)});
        }}
        onPointerUp={release}
        onPointerCancel={() => setBrush(null)}
        onPointerLeave={() => setHovered(null)}
      >
        <svg
          width="100%"
          height={HEIGHT}
          viewBox={`0 0 ${buckets.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {buckets.map(({startMs, count, failed}, index) => {
            const height = (count / largest) * (HEIGHT - 4);
            const failedHeight = count === 0 ? 0 : (failed / count) * height;
            const shown = count === 0 ? 0 : Math.max(2, height);
            return (
              <g key={startMs}>
                <rect class="bar" x={index + 0.1} width={0.8} y={HEIGHT - shown} height={shown} />
                <rect class="bar-failed" x={index + 0.1} width={0.8} y={HEIGHT - failedHeight} height={failedHeight} />
              </g>
            );
          })}
        </svg>
        {brush !== null && (
          <div
            class="histogram-brush"
            style={{
              left: `${Math.min(brush.start, brush.end) * 100}%`,
              width: `${Math.abs(brush.end - brush.start) * 100}%`,
            }}
          />
        )}
        {hoveredBucket !== undefined && (
          <div
            class="histogram-hover"
            style={{left: `clamp(6rem, ${((hovered! + 0.5) / buckets.length) * 100}%, calc(100% - 6rem))`}}
          >
            {formatMoment(hoveredBucket.startMs).slice(0, bucketMs < 60_000 ? TO_THE_SECOND : TO_THE_MINUTE)}
            <b>{hoveredBucket.count.toLocaleString('en-US')}</b>
            {hoveredBucket.failed > 0 && (
              <span class="failed-text">{hoveredBucket.failed.toLocaleString('en-US')} failed</span>
            )}
          </div>
        )}
      </div>
      <div class="histogram-axis" aria-hidden="true">
        {axisTicks(fromMs, toMs).map(({ms, label: text}) => (
          <span key={ms} style={{left: `${((ms - fromMs) / (toMs - fromMs)) * 100}%`}}>
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}

function describe({buckets, fromMs, toMs}: HistogramJson): string {
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  return `${plural(count, 'start')}, ${failed} of them failed, between ${formatMoment(fromMs)} and ${formatMoment(toMs)}`;
}
