import type {CliContext} from '../context.ts';

/** A line on stderr that is drawn over itself; nothing where that is no terminal. */
export class ProgressBar {
  private readonly width: number;

  constructor(
    private readonly context: CliContext,
    private readonly total: number,
  ) {
    this.width = Math.max(10, Math.min(40, context.columns - 30));
    this.show(total);
  }

  show(left: number): void {
    if (!this.context.isTty.stderr) return;
    // More may have been queued meanwhile.
    const total = Math.max(1, this.total, left);
    const done = total - left;
    const filled = Math.floor((done / total) * this.width);
    const bar = '#'.repeat(filled).padEnd(this.width, '.');
    this.context.stderr.write(`\r\x1b[K[${bar}] ${done} of ${total} sent`);
  }

  end(): void {
    if (this.context.isTty.stderr) this.context.stderr.write('\r\x1b[K');
  }
}
