/** Draws the stage as rows of text. Text, so that it can be selected, searched and read aloud; never markup. */
import {type Run, rowKey, rowRuns} from './row-runs.ts';
import type {Stage} from './stage.ts';

export interface ScreenViewOptions {
  /** Somebody wants to follow a link of the recording; null: links are only text. */
  onLink: ((uri: string) => void) | null;
}

interface Row {
  element: HTMLElement;
  key: string;
}

export class ScreenView {
  private readonly rows: Row[] = [];
  private readonly cursor: HTMLElement;
  private drawnVersion = -1;

  /** @param element Gets the rows; its font size decides theirs. */
  constructor(
    private readonly element: HTMLElement,
    private readonly stage: Stage,
    private readonly options: ScreenViewOptions,
  ) {
    this.cursor = document.createElement('div');
    this.cursor.className = 'screen-cursor';
    this.element.replaceChildren(this.cursor);
  }

  /** Draws what changed since. @returns Whether the screen has another size now. */
  draw(): boolean {
    if (this.drawnVersion === this.stage.version) return false;
    this.drawnVersion = this.stage.version;
    const isResized =
      this.rows.length !== this.stage.rows || this.element.dataset.columns !== String(this.stage.columns);
    if (isResized) this.fitRows();
    for (const [index, row] of this.rows.entries()) this.drawRow(row, rowRuns(this.stage, index));
    this.drawCursor();
    return isResized;
  }

  private fitRows(): void {
    const {rows, columns} = this.stage;
    while (this.rows.length > rows) this.rows.pop()!.element.remove();
    while (this.rows.length < rows) {
      const element = document.createElement('div');
      element.className = 'screen-row';
      this.element.insertBefore(element, this.cursor);
      this.rows.push({element, key: ''});
    }
    this.element.dataset.columns = String(columns);
    this.element.style.setProperty('--columns', String(columns));
    this.element.style.setProperty('--rows', String(rows));
  }

  private drawRow(row: Row, runs: Run[]): void {
    const key = rowKey(runs);
    if (key === row.key) return;
    row.key = key;
    row.element.replaceChildren(...runs.map((run) => this.renderRun(run)));
  }

  private renderRun(run: Run): Node {
    const {text, width, color, background, flags, uri, isBoxed} = run;
    const span = document.createElement('span');
    span.textContent = text;
    if (flags !== '') span.className = flags;
    if (color !== DEFAULT_COLOR) span.style.color = color;
    if (background !== null) span.style.backgroundColor = background;
    if (isBoxed) {
      span.classList.add('boxed');
      span.style.width = `${width}ch`;
    }
    if (uri !== null) this.makeLink(span, uri);
    return span;
  }

  private makeLink(span: HTMLElement, uri: string): void {
    const {onLink} = this.options;
    if (onLink === null) return;
    span.classList.add('link');
    span.setAttribute('role', 'link');
    span.tabIndex = 0;
    span.addEventListener('click', () => onLink(uri));
    span.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.stopPropagation();
      onLink(uri);
    });
  }

  private drawCursor(): void {
    const {cursor} = this.stage;
    this.cursor.hidden = cursor === null;
    if (cursor === null) return;
    this.cursor.style.setProperty('--column', String(cursor.column));
    this.cursor.style.setProperty('--row', String(cursor.row));
  }
}

const DEFAULT_COLOR = '#d4d7dd';
