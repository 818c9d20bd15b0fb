/** Separates the broken settings of a YAML file from the sound ones, so that a typo does not undo everything. Pure. */
import {parseDocument} from 'yaml';

export interface SyntaxFault {
  /** In the file. */
  offset: number;
  message: string;
}

/** A setting begins in the first column; items of a list may stand there, too, and closing brackets. */
const SETTING_START = /^(?=[^\s#\-\]}])/m;

/** @returns The text with each broken setting replaced by spaces, so that line and column of the rest stay right. */
export function salvage(text: string): {text: string; faults: SyntaxFault[]} {
  if (parseDocument(text, {prettyErrors: false}).errors.length === 0) return {text, faults: []};
  const faults: SyntaxFault[] = [];
  let sound = '';
  for (const part of text.split(SETTING_START)) {
    const {errors} = parseDocument(part, {prettyErrors: false});
    // A bracket that is never closed is missed at the very end; people look for it where the setting is.
    const end = part.trimEnd().length;
    for (const {pos, message} of errors) faults.push({offset: sound.length + Math.min(pos[0], end), message});
    sound += errors.length === 0 ? part : part.replace(/[^\n]/g, ' ');
  }
  return {text: sound, faults};
}
