/** One way to show a secret, by a real program at a real terminal wherever there is one. */
import {mkdtempSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Sandbox} from '../../support/sandbox.ts';
import type {Sample} from './kinds.ts';
import type {Random} from './random.ts';
import {type Recorded, RecordingPty} from './recorded.ts';
import type {StoreOptions} from './stored.ts';

export interface Presentation {
  group:
    | 'files and streams'
    | 'full-screen programs'
    | 'sequences of terminals'
    | 'prompts and typing'
    | 'names, titles and arguments';
  name: string;
  /** Programs without which it cannot be shown. */
  programs?: string[];
  /** Takes about a second a kind: left to `npm run bench -- redaction-matrix`, but for some kinds. */
  isSlow?: boolean;
  /** @returns Null: this kind is never shown so. */
  show(stage: Stage, sample: Sample): Promise<Showing | null>;
}

export interface Showing extends StoreOptions {
  recorded: Recorded;
}

/** Where a showing takes place: a folder of its own in a sandbox. */
export class Stage {
  readonly folder: string;

  constructor(
    readonly sandbox: Sandbox,
    readonly random: Random,
  ) {
    this.folder = mkdtempSync(join(sandbox.home, 'stage-'));
  }

  get env(): NodeJS.ProcessEnv {
    return {...this.sandbox.env, LESS: '', LESSHISTFILE: '-', GIT_CONFIG_GLOBAL: '/dev/null', GIT_PAGER: 'cat'};
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  open(command: string, options: {columns?: number; rows?: number; env?: NodeJS.ProcessEnv} = {}): RecordingPty {
    const {env = this.env, ...size} = options;
    return new RecordingPty('sh', ['-c', command], {env, cwd: this.folder, ...size});
  }

  /** What a command shows that needs no keys. */
  async run(command: string, options: {columns?: number; rows?: number} = {}): Promise<Recorded> {
    const pty = this.open(command, options);
    await pty.session.waitForExit(60_000);
    return pty.recorded;
  }
}

/** The text of a file with some innocent lines around it. */
export const fileOf = ({text}: Sample): string => `# settings of the shop\nuser = joe\n${text}\nlast line\n`;
