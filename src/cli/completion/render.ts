import {usageError} from '../errors.ts';
import {renderBash} from './bash.ts';
import {renderFish} from './fish.ts';
import type {CompletionNode} from './model.ts';
import {renderZsh} from './zsh.ts';

const RENDERERS: Record<string, (nodes: CompletionNode[]) => string> = {
  bash: renderBash,
  zsh: renderZsh,
  fish: renderFish,
};

/** @throws {DdcotermError} USAGE: no such shell. */
export function renderCompletion(shell: string, nodes: CompletionNode[]): string {
  const render = Object.hasOwn(RENDERERS, shell) ? RENDERERS[shell] : undefined;
  if (render === undefined) {
    throw usageError(`Cannot complete for shell "${shell}": only bash, zsh and fish are known`);
  }
  return render(nodes);
}
