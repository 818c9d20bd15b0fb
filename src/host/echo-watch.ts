/** Whether a terminal echoes keys: looked for in the output that follows them. */

/** Echo is made by the kernel when the keys arrive; it comes before anything that the command answers. */
const MAX_OUTPUT_BYTES = 64 * 1024;
const WAIT_MS = 50;

export class EchoWatch {
  /** Stretches of printable characters, which are echoed as they are. Control characters hold no secret. */
  private readonly wanted: string[];
  private output = '';
  private onOutput: () => void = () => undefined;

  constructor(keys: Buffer) {
    this.wanted = keys
      .toString('latin1')
      .split(/[\x00-\x1f\x7f]+/)
      .filter(Boolean);
  }

  push(bytes: Buffer): void {
    if (this.output.length < MAX_OUTPUT_BYTES) this.output += bytes.toString('latin1');
    this.onOutput();
  }

  get isEchoed(): boolean {
    let from = 0;
    return this.wanted.every((text) => {
      const at = this.output.indexOf(text, from);
      from = at + text.length;
      return at >= 0;
    });
  }

  wait(): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.onOutput = () => undefined;
        resolve(this.isEchoed);
      };
      const timer = setTimeout(finish, WAIT_MS);
      this.onOutput = () => {
        if (this.isEchoed) finish();
      };
      this.onOutput();
    });
  }
}
