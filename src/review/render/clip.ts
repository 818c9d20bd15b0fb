import {clipToWidth, textWidth} from '../../terminal/width.ts';

/** Text that fits, with an ellipsis where it was cut. */
export function clip(text: string, width: number): string {
  if (text.length <= width / 2 || textWidth(text) <= width) return text;
  return width < 1 ? '' : `${clipToWidth(text, width - 1)}…`;
}
