/**
 * Everything that happens in one session passes here before it may be kept: events come in order and leave in order, with
 * their times, as soon as nothing in them can become part of a secret any more.
 *
 * The unit is the frame. It leaves whole or not at all, so that a host that sends again what was not acknowledged neither
 * loses nor doubles a character, and a redactor that begins there understands what it sees.
 */
import {Detector} from './detector.ts';
import {InputStream} from './input-stream.ts';
import {KnownValues} from './known-values.ts';
import type {ProcessRemark, RedactedBatch, RedactedEvent, RedactedText, Redaction, RedactionPlace} from './redacted.ts';
import type {RedactionRule} from './rule.ts';
import {TextRedactor} from './text-redactor.ts';
import {TextStream} from './text-stream.ts';

/** What passes as it is: there is no text in it. */
type PlainEvent = Extract<RedactedEvent, {kind: 'resize' | 'echo' | 'suspend' | 'resume' | 'process-ended' | 'end'}>;

export type SessionInput =
  | {kind: 'output' | 'input'; elapsedUs: number; bytes: Uint8Array}
  | {kind: 'capture'; elapsedUs: number; descriptor: 0 | 1 | 2; bytes: Uint8Array}
  | {
      kind: 'process-started';
      elapsedUs: number;
      pid: number;
      parentPid: number;
      executable: string;
      argv: string[];
      cwd: string;
      uid: number;
      effectiveUid: number;
      atUs?: number;
      isCommand?: true;
      remarks?: ProcessRemark[];
    }
  | {kind: 'note'; elapsedUs: number; code: string; detail: string}
  | PlainEvent;

export interface SessionRedactorOptions {
  rules: readonly RedactionRule[];
  /** Stream offset at which the first frame begins: of a resumed session, else 0. */
  startOffset: number;
  /** The terminal's size, until a resize event tells another. */
  columns?: number;
  rows?: number;
  /** Those of the session's start: see `knownFromStart`. */
  values?: KnownValues;
  /** What the recording shows of the line in which a resumed session goes on: it tells what the rest of it means. */
  unfinishedLine?: string;
}

type Stream = TextStream | InputStream;

interface Entry {
  elapsedUs: number;
  endOffset: number;
  /** Made when it leaves, from the text without its secrets; null: nothing is kept of it. */
  toEvent: ((text: RedactedText) => RedactedEvent) | null;
  redactions: Redaction[];
  /** Null for events that carry no text of a stream. */
  piece: Piece | null;
}

interface Piece {
  stream: Stream;
  text: string;
  /** Where it ends in its stream. */
  end: number;
  /** It ends within a character or a sequence: it leaves with the next piece or not at all. */
  isCut: boolean;
}

/** Text that is held back is bounded: beyond so many characters it goes, masked as it stands. */
const MAX_HELD_CHARS = 256 * 1024;
const MAX_ENTRIES = 64 * 1024;
/** So long waits what is no secret and might only help to recognise one, and what a cut has divided. */
const LINGER_US = 600_000;
/** So long waits a word that is typed at a prompt and may be a secret: until Enter tells what the line is. */
const EDITED_US = 30_000_000;
/** On a screen of a full-screen program, and for keys, no line end tells that a value is whole. */
const MAX_SCREEN_HOLD_US = 5_000_000;
/** Echo is told at most so long before the keys. */
const ECHO_US = 100_000;
const MAX_ECHO_CHARS = 4096;
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export class SessionRedactor {
  private readonly values: KnownValues;
  /** What is held back was searched for the values of this version. */
  private searchedVersion = 0;
  private readonly texts: TextRedactor;
  private readonly detector: Detector;
  private readonly output: TextStream;
  private readonly input: InputStream;
  private readonly captures = new Map<number, TextStream>();
  private queue: Entry[] = [];
  private safeOffset: number;
  private isEchoOn = true;
  /** The last output: the echo of keys that are told next may be in it. */
  private shown = {text: '', elapsedUs: Number.NEGATIVE_INFINITY};

  constructor({rules, startOffset, columns, rows, values, unfinishedLine = ''}: SessionRedactorOptions) {
    this.safeOffset = startOffset;
    this.values = values ?? new KnownValues();
    this.detector = Detector.for(rules);
    this.texts = new TextRedactor(rules, this.values);
    this.output = new TextStream(
      this.detector,
      this.values,
      'output',
      columns || DEFAULT_COLUMNS,
      rows || DEFAULT_ROWS,
    );
    this.output.resume(unfinishedLine);
    this.input = new InputStream(this.detector, this.values, this.output);
  }

  /**
   * @param input `bytes` are not kept after the call.
   * @param endOffset Stream offset behind the frame it came in.
   */
  push(input: SessionInput, endOffset: number): void {
    const {elapsedUs} = input;
    switch (input.kind) {
      case 'output':
        this.addText(this.output, input, endOffset, (text) => ({kind: 'output', elapsedUs, text}));
        this.noteShown(elapsedUs);
        break;
      case 'input':
        // A password is typed: nothing of it is kept, whatever the host sent.
        if (!this.isEchoOn) this.add({elapsedUs, endOffset, toEvent: null, redactions: [], piece: null});
        else this.addText(this.input, input, endOffset, (text) => ({kind: 'input', elapsedUs, text}));
        // A host may tell of the echo before it tells of the keys.
        if (elapsedUs - this.shown.elapsedUs <= ECHO_US) this.input.noteShown(this.shown.text);
        break;
      case 'capture': {
        const {descriptor} = input;
        const toEvent = (text: RedactedText): RedactedEvent => ({kind: 'capture', elapsedUs, descriptor, text});
        this.addText(this.capture(descriptor), input, endOffset, toEvent);
        break;
      }
      case 'process-started':
        this.addProcess(input, endOffset);
        break;
      case 'note':
        this.addNote(input, endOffset);
        break;
      default:
        this.observe(input);
        this.add({elapsedUs, endOffset, toEvent: () => input, redactions: [], piece: null});
    }
  }

  /**
   * What may go now, in order.
   *
   * @param nowUs Time since the session's start, as `elapsedUs` is.
   */
  release(nowUs: number): RedactedBatch {
    for (const stream of this.streams()) stream.settle(this.isOverLimit(stream));
    this.maskKnown();
    this.finishCharacters(nowUs);
    let count = this.countReleasable(nowUs);
    const blocker = this.queue[count]?.piece?.stream;
    if (blocker !== undefined && this.waitedTooLong(this.queue[count]!, blocker, nowUs)) {
      blocker.settle(true);
      this.maskKnown();
      count = this.countReleasable(nowUs);
    }
    return this.take(count);
  }

  /** The session is over: everything goes, masked as it stands. */
  finish(): RedactedBatch {
    this.finishCharacters(Number.POSITIVE_INFINITY);
    for (const stream of this.streams()) stream.settle(true);
    this.maskKnown();
    return this.take(this.queue.length);
  }

  private addText(
    stream: Stream,
    {elapsedUs, bytes}: {elapsedUs: number; bytes: Uint8Array},
    endOffset: number,
    toEvent: (text: RedactedText) => RedactedEvent,
  ): void {
    const text = stream.push(bytes);
    const piece = {stream, text, end: stream.end, isCut: stream.isCut};
    this.add({elapsedUs, endOffset, toEvent, redactions: [], piece});
  }

  private noteShown(elapsedUs: number): void {
    const text = this.queue.at(-1)?.piece?.text ?? '';
    this.shown = {text: text.slice(-MAX_ECHO_CHARS), elapsedUs};
    this.input.noteShown(text);
  }

  private addProcess(input: Extract<SessionInput, {kind: 'process-started'}>, endOffset: number): void {
    const {elapsedUs} = input;
    const argv = this.texts.redactArgv(input.argv);
    const executable = this.texts.redactText(input.executable);
    const cwd = this.texts.redactText(input.cwd);
    const event = {...input, argv: argv.argv, executable: executable.text, cwd: cwd.text};
    const redactions = [
      ...audit(argv.ruleIds, 'argv', elapsedUs),
      ...audit(executable.ruleIds, 'argv', elapsedUs),
      ...audit(cwd.ruleIds, 'cwd', elapsedUs),
    ];
    this.add({elapsedUs, endOffset, toEvent: () => event, redactions, piece: null});
  }

  private addNote(input: Extract<SessionInput, {kind: 'note'}>, endOffset: number): void {
    const {elapsedUs} = input;
    const detail = this.texts.redactText(input.detail);
    const event = {...input, detail: detail.text};
    const redactions = audit(detail.ruleIds, 'output', elapsedUs);
    this.add({elapsedUs, endOffset, toEvent: () => event, redactions, piece: null});
  }

  private observe(event: PlainEvent): void {
    if (event.kind === 'resize') this.output.resize(event.columns || DEFAULT_COLUMNS, event.rows || DEFAULT_ROWS);
    if (event.kind !== 'echo') return;
    this.isEchoOn = event.on;
    if (!event.on) this.input.forgetLine();
  }

  private add(entry: Entry): void {
    this.queue.push(entry);
  }

  private capture(descriptor: number): TextStream {
    let stream = this.captures.get(descriptor);
    if (stream === undefined) {
      stream = new TextStream(this.detector, this.values, 'capture', DEFAULT_COLUMNS, DEFAULT_ROWS);
      this.captures.set(descriptor, stream);
    }
    return stream;
  }

  private streams(): Stream[] {
    return [this.output, this.input, ...this.captures.values()];
  }

  /** What waits came before the values that are known by now. */
  private maskKnown(): void {
    if (this.searchedVersion === this.values.version) return;
    this.searchedVersion = this.values.version;
    for (const stream of this.streams()) {
      const held = this.queue.map(({piece}) => (piece?.stream === stream ? piece.text : ''));
      stream.maskKnown(held.join(''));
      stream.settle(this.isOverLimit(stream));
    }
  }

  private isOverLimit(stream: Stream): boolean {
    return stream.end - stream.heldFrom > MAX_HELD_CHARS || this.queue.length > MAX_ENTRIES;
  }

  private waitedTooLong(entry: Entry, stream: Stream, nowUs: number): boolean {
    const isScreen = stream instanceof InputStream || stream.isScreen;
    return (isScreen && nowUs - entry.elapsedUs >= MAX_SCREEN_HOLD_US) || this.isOverLimit(stream);
  }

  /** The rest of a character that does not come is not waited for. */
  private finishCharacters(nowUs: number): void {
    for (const stream of this.streams()) {
      if (!stream.isCut) continue;
      const entry = this.queue.findLast(({piece}) => piece?.stream === stream);
      if (entry?.piece == null || nowUs - entry.elapsedUs < LINGER_US) continue;
      entry.piece.text += stream.flush();
      entry.piece.end = stream.end;
    }
  }

  /** How many entries may leave; never so many that a piece goes without the one that it is cut from. */
  private countReleasable(nowUs: number): number {
    const cut = new Set<Stream>();
    let count = 0;
    for (const [index, entry] of this.queue.entries()) {
      if (!isReleasable(entry, nowUs)) break;
      const {piece} = entry;
      if (piece !== null) {
        if (piece.isCut && nowUs - entry.elapsedUs < LINGER_US) cut.add(piece.stream);
        else cut.delete(piece.stream);
      }
      if (cut.size === 0) count = index + 1;
    }
    return count;
  }

  private take(count: number): RedactedBatch {
    const batch: RedactedBatch = {events: [], redactions: [], safeOffset: this.safeOffset};
    for (const entry of this.queue.splice(0, count)) {
      const {piece, elapsedUs} = entry;
      batch.redactions.push(...entry.redactions);
      this.safeOffset = entry.endOffset;
      if (entry.toEvent === null) continue;
      if (piece === null) {
        batch.events.push(entry.toEvent('' as RedactedText));
        continue;
      }
      const {text, found} = piece.stream.take(piece.text);
      if (text !== '') batch.events.push(entry.toEvent(text));
      for (const {ruleId, place} of found) batch.redactions.push({ruleId, elapsedUs, place});
    }
    batch.safeOffset = this.safeOffset;
    return batch;
  }
}

function isReleasable({piece, elapsedUs}: Entry, nowUs: number): boolean {
  if (piece === null) return true;
  const {heldFrom, lingersFrom, editedFrom} = piece.stream;
  if (piece.end > heldFrom) return false;
  const waitsUs = piece.end > editedFrom ? EDITED_US : piece.end > lingersFrom ? LINGER_US : 0;
  return nowUs - elapsedUs >= waitsUs;
}

const audit = (ruleIds: readonly string[], place: RedactionPlace, elapsedUs: number): Redaction[] =>
  ruleIds.map((ruleId) => ({ruleId, elapsedUs, place}));
