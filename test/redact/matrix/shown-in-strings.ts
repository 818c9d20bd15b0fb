/** Places beside the screen: titles, the clipboard, links, arguments, tags. */
import type {SessionInput} from '../../../src/redact/session-redactor.ts';
import type {Sample} from './kinds.ts';
import type {Presentation, Showing} from './presentation.ts';

const group = 'names, titles and arguments';

const printed = (name: string, text: (sample: Sample) => string): Presentation => ({
  group,
  name,
  show: async (stage, sample) => {
    stage.write('sequence', `before\n${text(sample)}after\n`);
    return {recorded: await stage.run('cat sequence')};
  },
});

/** No terminal shows it: what is told beside the output. */
const told = (name: string, tell: (sample: Sample) => Partial<Showing>): Presentation => ({
  group,
  name,
  show: async (_stage, sample) => ({recorded: {columns: 80, rows: 24, inputs: []}, ...tell(sample)}),
});

const oneLine = ({text}: Sample) => text.replaceAll('\n', ' ');

/** Words as a shell makes them of a line without quotes in quotes. */
const words = (typed: string) =>
  [...typed.replace(/^: /, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3]!,
  );

const process = (argv: string[]): SessionInput => ({
  kind: 'process-started',
  elapsedUs: 0,
  pid: 2,
  parentPid: 1,
  executable: `/usr/bin/${argv[0]}`,
  argv,
  cwd: '/tmp',
  uid: 0,
  effectiveUid: 0,
});

export const STRING_PRESENTATIONS: readonly Presentation[] = [
  printed('window title', (sample) => `\x1b]0;${oneLine(sample)}\x07`),
  printed('window title, cut short', (sample) => `${sample.text}\n\x1b]2;${sample.value.slice(0, 14)}…\x07`),
  printed('clipboard (OSC 52)', (sample) => `\x1b]52;c;${Buffer.from(sample.text).toString('base64')}\x07`),
  printed('clipboard, known before', (sample) => {
    const copied = Buffer.from(sample.value).toString('base64');
    return `${sample.text}\n\x1b]52;c;${copied}\x1b\\`;
  }),
  printed('link (OSC 8)', (sample) => {
    const query = encodeURIComponent(oneLine(sample));
    return `\x1b]8;;https://example.com/?q=${query}\x1b\\here\x1b]8;;\x1b\\`;
  }),
  told('argv of the session', (sample) => ({argv: words(sample.typed)})),
  {
    group,
    name: 'argv of the session, shown by it',
    show: async (stage, sample) => {
      stage.write('shown', `using ${sample.value} now\n`);
      return {recorded: await stage.run('cat shown'), argv: ['sh', '-c', sample.typed]};
    },
  },
  told('argv of a shell -c', (sample) => ({argv: ['sh', '-c', sample.typed]})),
  told('argv of a process', (sample) => ({
    recorded: {columns: 80, rows: 24, inputs: [process(words(sample.typed)), process(['sh', '-c', sample.typed])]},
  })),
  {
    group,
    name: 'argv of a process, known before',
    show: async (stage, sample) => {
      stage.write('settings', `${sample.text}\n`);
      const recorded = await stage.run('cat settings');
      recorded.inputs.push({
        ...process(['tool', sample.value, `--x=${sample.value}`]),
        elapsedUs: 2_000_000,
      } as SessionInput);
      return {recorded};
    },
  },
  told('a tag', (sample) => ({tags: {note: oneLine(sample)}})),
];
