/** A line in which sequences stand that show nothing: what it shows, and where that stands in it. */
import {INVISIBLE} from './plain-scanner.ts';

interface Stretch {
  /** In what is shown. */
  shownFrom: number;
  /** In the line. */
  start: number;
  end: number;
}

const HIDDEN = new RegExp(`${INVISIBLE.source}|[\\0\\x07]`, 'g');

export class ColouredLine {
  readonly shown: string;
  private readonly stretches: Stretch[] = [];

  /** @param line Complete, with nothing in it but text and what `PlainScanner` passes over. */
  constructor(line: string) {
    let shown = '';
    let start = 0;
    const add = (end: number) => {
      if (end > start) this.stretches.push({shownFrom: shown.length, start, end});
      shown += line.slice(start, end);
    };
    for (const {0: hidden, index} of line.matchAll(HIDDEN)) {
      add(index);
      start = index + hidden.length;
    }
    add(line.length);
    this.shown = shown;
  }

  /** Where in the line `[start, end)` of what is shown stands, stretch for stretch. */
  placesOf(start: number, end: number): {start: number; end: number}[] {
    return this.stretches
      .map((stretch) => ({
        start: stretch.start + Math.max(start - stretch.shownFrom, 0),
        end: Math.min(stretch.end, stretch.start + end - stretch.shownFrom),
      }))
      .filter((place) => place.start < place.end);
  }
}
