/** The terminal as it was, fitted into its box or in its own size. */
import {useEffect, useLayoutEffect, useRef} from 'preact/hooks';
import type {Player} from '../player/player.ts';
import {ScreenView} from '../player/screen-view.ts';
import {fontSizeFor} from './fit.ts';

/** Pixels, where the screen has its own size. */
const ORIGINAL_FONT = 14;

export interface ScreenProps {
  player: Player;
  isFitted: boolean;
  onLink: (uri: string) => void;
  onToggle: () => void;
}

export function Screen({player, isFitted, onLink, onToggle}: ScreenProps) {
  const box = useRef<HTMLDivElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [outer, inner] = [box.current, screen.current];
    if (outer === null || inner === null) return;
    const fitScreen = () => {
      const size = isFitted ? fittingSize(outer, inner, player) : ORIGINAL_FONT;
      inner.style.fontSize = `${size}px`;
    };
    const view = new ScreenView(inner, player.stage, {onLink});
    const draw = () => {
      if (view.draw()) fitScreen();
    };
    draw();
    fitScreen();
    if (!isFitted) showCursor(outer, player);
    const stop = player.subscribe(draw);
    const observer = new ResizeObserver(fitScreen);
    observer.observe(outer);
    return () => {
      stop();
      observer.disconnect();
    };
  }, [player, isFitted, onLink]);
  useSelectionAwareClick(screen, onToggle);
  return (
    <div ref={box} class={`screen-box ${isFitted ? 'is-fitted' : 'is-original'}`} tabIndex={isFitted ? -1 : 0}>
      <div ref={screen} class="screen" role="group" aria-label="Recorded terminal" />
    </div>
  );
}

/** What happens is where the cursor is, and that is seldom at the top. */
function showCursor(outer: HTMLElement, {stage}: Player): void {
  const row = (stage.cursor?.row ?? 0) + 1;
  outer.scrollTop = (outer.scrollHeight * row) / stage.rows - outer.clientHeight;
}

function fittingSize(outer: HTMLElement, inner: HTMLElement, {stage}: Player): number {
  const {columns, rows} = stage;
  inner.style.fontSize = `${ORIGINAL_FONT}px`;
  const cellWidth = inner.getBoundingClientRect().width / columns / ORIGINAL_FONT;
  return fontSizeFor({columns, rows, cellWidth}, {width: outer.clientWidth, height: outer.clientHeight});
}

/** A click plays and pauses, as on a video; a drag selects text, a click on a link is the link's. */
function useSelectionAwareClick(element: {readonly current: HTMLElement | null}, onClick: () => void): void {
  const latest = useRef(onClick);
  latest.current = onClick;
  useEffect(() => {
    const target = element.current?.parentElement;
    const handle = (event: MouseEvent) => {
      const isSelection = !(getSelection()?.isCollapsed ?? true);
      if (isSelection || (event.target as Element).closest('.link') !== null) return;
      latest.current();
    };
    target?.addEventListener('click', handle);
    return () => target?.removeEventListener('click', handle);
  }, [element]);
}
