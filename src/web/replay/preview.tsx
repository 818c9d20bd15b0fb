/** A small picture of another moment, while the pointer rests on the seek bar. */
import {useEffect, useRef, useState} from 'preact/hooks';
import {Film} from '../player/film.ts';
import {ScreenView} from '../player/screen-view.ts';
import {Stage} from '../player/stage.ts';
import {ROW_HEIGHT} from './fit.ts';
import type {LoadedPlayer} from './use-player.ts';

/** Pixels; the styles have the same width. */
const WIDTH = 256;
/** The pointer rests so long before anything is fetched for it. */
const REST_MS = 60;

export function Preview({loaded: {player, recording}, us}: {loaded: LoadedPlayer; us: number}) {
  const screen = useRef<HTMLDivElement>(null);
  const film = useRef<{film: Film; view: ScreenView} | null>(null);
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const {columns, rows} = player.stage;
    const stage = new Stage(columns, rows, player.stage.isCaptureShown);
    const own = new Film(recording, stage, {columns, rows});
    film.current = {film: own, view: new ScreenView(screen.current!, stage, {onLink: null})};
    return () => own.close();
  }, [player, recording]);
  useEffect(() => {
    const timer = setTimeout(async () => {
      const {film: own, view} = film.current!;
      // A picture that cannot be had is no reason to disturb anybody: the moment is still there to click on.
      const isThere = await own.seek(us).catch(() => false);
      if (!isThere || screen.current === null) return;
      view.draw();
      setHeight(fitWidth(screen.current, own.stage));
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [us]);
  return (
    <div class="preview" style={{height: `${height}px`}}>
      <div ref={screen} class="screen" aria-hidden="true" />
    </div>
  );
}

/** @returns The height that it has then. */
function fitWidth(element: HTMLElement, {rows}: Stage): number {
  element.style.fontSize = '10px';
  const size = (10 * WIDTH) / element.getBoundingClientRect().width;
  element.style.fontSize = `${size}px`;
  return Number.isFinite(size) ? rows * size * ROW_HEIGHT : 0;
}
