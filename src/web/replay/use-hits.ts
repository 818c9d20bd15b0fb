/** Going from hit to hit. */
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Player} from '../player/player.ts';
import {type Hit, hitAt, linkedHit, neighbourHit} from './hits.ts';

export interface Hits {
  /** The one that was gone to last; -1: none. */
  chosen: number;
  choose(index: number): void;
  move(direction: 1 | -1): void;
}

export function useHits(player: Player, hits: readonly Hit[]): Hits {
  const [chosen, setChosen] = useState(-1);
  const choose = (index: number) => {
    const hit = hits[index];
    if (hit === undefined) return;
    setChosen(index);
    void player.seek(hit.us, hit.text);
  };
  const move = (direction: 1 | -1) => {
    const {positionUs} = player.current;
    choose(neighbourHit(hits, hitAt(hits, positionUs, chosen), positionUs, direction));
  };
  useEffect(() => setChosen(-1), [hits]);
  useLinkedHit(player, hits, choose);
  return {chosen, choose, move};
}

/** A link to a hit says moment and query: what was found then shall be on the screen, too. */
function useLinkedHit(player: Player, hits: readonly Hit[], choose: (index: number) => void): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || hits.length === 0) return;
    isDone.current = true;
    const {positionUs, isPlaying, shownLine} = player.current;
    if (!isPlaying && positionUs > 0) choose(linkedHit(hits, positionUs, shownLine));
  }, [hits]);
}
