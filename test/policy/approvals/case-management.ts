/** Case Management of the tests: as Datadog's API describes it, on loopback. */
import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';

interface KeptCase {
  attributes: Record<string, unknown>;
  project: unknown;
  comments: string[];
}

export class CaseManagement {
  readonly cases = new Map<string, KeptCase>();
  /** Answers every request with this status instead; null: as it should. */
  failsWith: number | null = null;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void read(request).then((body) => {
        const {status, value} = this.answer(request, body);
        response.writeHead(status, {'Content-Type': 'application/json'});
        response.end(JSON.stringify(value));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** As an approver does in the browser. */
  resolve(statusName: string, resolvedReason = ''): void {
    for (const {attributes} of this.cases.values()) {
      Object.assign(attributes, {
        status: 'CLOSED',
        status_group: 'SG_CLOSED',
        status_name: statusName,
        resolved_reason: resolvedReason,
      });
    }
  }

  private answer({method, url = '', headers}: IncomingMessage, body: string): {status: number; value: unknown} {
    if (this.failsWith !== null) return {status: this.failsWith, value: {errors: ['told to']}};
    if (headers['dd-api-key'] !== 'the-api-key' || headers['dd-application-key'] !== 'the-app-key') {
      return {status: 403, value: {errors: ['Forbidden']}};
    }
    const [, id, verb] = /^\/api\/v2\/cases\/([^/]+)(?:\/(\w+))?$/.exec(url) ?? [];
    if (method === 'POST' && url === '/api/v2/cases') return this.create(JSON.parse(body));
    const found = id === undefined ? undefined : this.cases.get(id);
    if (found === undefined) return {status: 404, value: {errors: ['Not found']}};
    if (method === 'POST' && verb === 'comment') {
      found.comments.push((JSON.parse(body) as {data: {attributes: {comment: string}}}).data.attributes.comment);
      return {status: 200, value: {data: {}}};
    }
    return {status: 200, value: {data: {id, type: 'case', attributes: found.attributes}}};
  }

  private create({data}: {data: Record<string, Record<string, unknown>>}): {status: number; value: unknown} {
    const {attributes, relationships} = data;
    const project = (relationships?.project as {data: {id: unknown}} | undefined)?.data.id;
    if (typeof attributes?.title !== 'string' || typeof attributes.type_id !== 'string' || project === undefined) {
      return {status: 400, value: {errors: ['Bad request']}};
    }
    const id = `00000000-0000-4000-8000-00000000000${this.cases.size}`;
    const kept = {
      ...attributes,
      key: `OPS-${this.cases.size + 1}`,
      status: 'OPEN',
      status_group: 'SG_OPEN',
      status_name: 'Open',
    };
    this.cases.set(id, {attributes: kept, project, comments: []});
    return {status: 201, value: {data: {id, type: 'case', attributes: kept}}};
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
