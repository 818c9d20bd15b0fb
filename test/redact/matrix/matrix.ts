/** Runs the matrix: every kind of secret in every presentation, each in a session of its own. */

import {findProgram} from '../../support/programs.ts';
import {createSandbox} from '../../support/sandbox.ts';
import {KINDS, makeSample} from './kinds.ts';
import {type Presentation, Stage} from './presentation.ts';
import {Random} from './random.ts';
import {findLeak} from './search.ts';
import {store} from './stored.ts';

export interface Cell {
  presentation: Presentation;
  kind: string;
  /** What was seen of the secret; null: nothing. */
  leak: string | null;
  /** This kind is not shown so, or a program for it is missing here. */
  isEmpty: boolean;
  /** The showing itself failed. */
  error: string | null;
}

export interface MatrixOptions {
  seed: number;
  presentations: readonly Presentation[];
  /** Which kinds to show in a presentation. */
  kindsOf?: (presentation: Presentation) => readonly string[];
  /** Showings at the same time. */
  parallel?: number;
  onCell?: (cell: Cell) => void;
}

export async function runMatrix(options: MatrixOptions): Promise<Cell[]> {
  const {seed, presentations, kindsOf = () => Object.keys(KINDS), parallel = 4, onCell} = options;
  const sandbox = createSandbox('matrix');
  const tasks = presentations.flatMap((presentation) => kindsOf(presentation).map((kind) => ({presentation, kind})));
  const cells: Cell[] = [];
  const work = async () => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const random = new Random(seed + 7919 * (tasks.length + 1));
      const cell = await show(new Stage(sandbox, random), task.presentation, task.kind);
      cells.push(cell);
      onCell?.(cell);
    }
  };
  await Promise.all(Array.from({length: parallel}, work));
  sandbox.remove();
  return cells;
}

async function show(stage: Stage, presentation: Presentation, kind: string): Promise<Cell> {
  const cell = {presentation, kind, leak: null, isEmpty: false, error: null};
  if ((presentation.programs ?? []).some((program) => findProgram(program) === null)) return {...cell, isEmpty: true};
  const sample = makeSample(kind, stage.random);
  try {
    const showing = await presentation.show(stage, sample);
    if (showing === null) return {...cell, isEmpty: true};
    return {...cell, leak: findLeak(store(showing.recorded, showing), sample.secrets)};
  } catch (error) {
    return {...cell, error: String(error)};
  }
}
