/** A long list of rows of one height, of which only those in sight are on the page. */
import type {ComponentChildren, RefObject} from 'preact';
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';

/** Rows beyond the edges, so that scrolling does not show gaps. */
const OVERSCAN = 8;
/** Browsers cut elements higher than some 16 to 33 million pixels; lists beyond it are to be narrowed by time. */
const MAX_HEIGHT = 15_000_000;

export interface VirtualRowsProps {
  count: number;
  rowHeight: number;
  label: string;
  render: (index: number) => ComponentChildren;
  /** Rows that came into sight. */
  onRange?: (first: number, last: number) => void;
  /** Scrolled into view when it changes. */
  shownIndex?: number | null;
  class?: string;
}

export function VirtualRows({
  count,
  rowHeight,
  label,
  render,
  onRange,
  shownIndex = null,
  class: extra = '',
}: VirtualRowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const {first, last} = useVisibleRange(box, count, rowHeight);
  useEffect(() => {
    if (count > 0) onRange?.(first, last);
  }, [first, last, count, onRange]);
  useShownIndex(box, shownIndex, rowHeight);
  const rows = [];
  for (let index = first; index <= last; index++) {
    rows.push(
      <div key={index} role="listitem" class="virtual-row" aria-setsize={count} aria-posinset={index + 1}>
        {render(index)}
      </div>,
    );
  }
  return (
    <div ref={box} class={`virtual-rows ${extra}`} role="region" aria-label={label} tabIndex={0} onKeyDown={moveFocus}>
      <div
        class="virtual-space"
        role="list"
        aria-label={label}
        style={{height: `${Math.min(count * rowHeight, MAX_HEIGHT)}px`}}
      >
        <div class="virtual-window" style={{transform: `translateY(${first * rowHeight}px)`}}>
          {rows}
        </div>
      </div>
    </div>
  );
}

export const maxRows = (rowHeight: number): number => Math.floor(MAX_HEIGHT / rowHeight);

function useVisibleRange(
  box: RefObject<HTMLDivElement | null>,
  count: number,
  rowHeight: number,
): {first: number; last: number} {
  const [view, setView] = useState({top: 0, height: 800});
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setView({top: element.scrollTop, height: element.clientHeight});
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, {passive: true});
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [box]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const last = Math.min(count - 1, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  return {first: Math.min(first, Math.max(0, count - 1)), last};
}

/** Scrolls only where the row is out of sight, so that a reader who looks around is not pulled away by every change. */
function useShownIndex(box: RefObject<HTMLDivElement | null>, index: number | null, rowHeight: number): void {
  useEffect(() => {
    const element = box.current;
    if (element === null || index === null || index < 0) return;
    const top = index * rowHeight;
    const isInSight = top >= element.scrollTop && top + rowHeight <= element.scrollTop + element.clientHeight;
    if (!isInSight) element.scrollTop = top - element.clientHeight / 3;
  }, [box, index, rowHeight]);
}

/** Arrow keys go from row to row, as in any list. */
function moveFocus(event: KeyboardEvent): void {
  const direction = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const target = event.target as HTMLElement;
  const row = target.closest('.virtual-row');
  if (direction === 0 || row === null || target.tagName === 'INPUT') return;
  const next = direction === 1 ? row.nextElementSibling : row.previousElementSibling;
  const focusable = next?.querySelector<HTMLElement>('a, button');
  if (!focusable) return;
  event.preventDefault();
  focusable.focus();
}
