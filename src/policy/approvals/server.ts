/** Lets other users of the machine see and decide the requests of this one, while there are any. */
import {chmodSync, rmSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {join} from 'node:path';
import {DdcotermError} from '../../errors.ts';
import {createApprovalFolder} from './folder.ts';
import {type ApprovalReply, MAX_QUESTION_BYTES, parseQuestion} from './messages.ts';
import {readPeer} from './peer.ts';
import type {ApprovalRegistry} from './registry.ts';

/** Every user may connect: so many at once, and each for so long. */
const MAX_CONNECTIONS = 16;
const CONNECTION_MS = 5_000;

export class ApprovalServer {
  private server: Server | null = null;
  private readonly path: string;

  constructor(
    private readonly folder: string,
    private readonly registry: ApprovalRegistry,
    /** Path of the native relay. */
    private readonly relay: string,
  ) {
    this.path = join(folder, `${process.getuid?.() ?? 0}-${process.pid}.sock`);
  }

  /** @throws {DdcotermError} APPROVAL_FOLDER_UNSAFE; or a system error. */
  async open(): Promise<void> {
    if (this.server !== null) return;
    createApprovalFolder(this.folder);
    rmSync(this.path, {force: true});
    const server = createServer((socket) => this.serve(socket));
    this.server = server;
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.path, resolve);
    });
    chmodSync(this.path, 0o666); // who connects is told by the kernel
  }

  close(): void {
    this.server?.close();
    this.server = null;
    rmSync(this.path, {force: true});
  }

  private serve(socket: Socket): void {
    let received = '';
    let isAnswered = false;
    socket.setTimeout(CONNECTION_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      received += chunk;
      if (received.length > MAX_QUESTION_BYTES) socket.destroy();
      const end = received.indexOf('\n');
      if (end < 0 || isAnswered) return;
      isAnswered = true;
      void this.answer(received.slice(0, end), socket).then((reply) => socket.end(`${JSON.stringify(reply)}\n`));
    });
  }

  private async answer(line: string, socket: Socket): Promise<ApprovalReply> {
    try {
      const question = parseQuestion(line);
      if (question === null) return {kind: 'error', code: 'APPROVAL_UNKNOWN', message: 'Cannot read what is asked'};
      if (question.ask === 'list') return {kind: 'list', requests: this.registry.list()};
      const by = await readPeer(socket, this.relay);
      const {id, isGranted, comment} = question;
      return {kind: 'decided', request: this.registry.decide(id, {isGranted, comment, by})};
    } catch (error) {
      if (!(error instanceof DdcotermError)) throw error;
      const {code, message, hint} = error;
      return {kind: 'error', code, message, ...(hint !== undefined && {hint})};
    }
  }
}
