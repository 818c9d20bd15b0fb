/**
 * Node makes a pipe non-blocking as soon as somebody reads `process.stdin`, `process.stdout` or `process.stderr`: for
 * everybody who shares that pipe, such as the command that is recorded. So nobody may, before it is needed.
 */
import {PassThrough} from 'node:stream';

const NAMES = ['stdin', 'stdout', 'stderr'] as const;

/** Clipanion reads all three while it is loaded: it gets placeholders meanwhile. */
export async function withoutStreams<T>(load: () => Promise<T>): Promise<T> {
  const originals = NAMES.map((name) => Object.getOwnPropertyDescriptor(process, name));
  const placeholder = new PassThrough();
  for (const name of NAMES) Object.defineProperty(process, name, {configurable: true, get: () => placeholder});
  try {
    return await load();
  } finally {
    for (const [index, name] of NAMES.entries()) Object.defineProperty(process, name, originals[index]!);
  }
}

export interface LazyStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Resolves when everything written is out. */
  flush(): Promise<void>;
}

/** @param onError A stream that was opened failed, for example by EPIPE. */
export function lazyStreams(onError: (error: NodeJS.ErrnoException) => void): LazyStreams {
  const opened = new Set<NodeJS.WriteStream>();
  const open = (stream: NodeJS.WriteStream) => {
    if (!opened.has(stream)) stream.on('error', onError);
    opened.add(stream);
    return stream;
  };
  return {
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return open(process.stdout);
    },
    get stderr() {
      return open(process.stderr);
    },
    async flush() {
      await Promise.all([...opened].map((stream) => new Promise((resolve) => stream.write('', resolve))));
    },
  };
}
