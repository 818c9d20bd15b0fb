/** Holds replies against the OpenAPI document that the server publishes. */
import {Ajv2020} from 'ajv/dist/2020.js';
import type {HttpReply, UiSandbox} from './ui-sandbox.ts';

interface Operation {
  parameters: {name: string; in: string}[];
  responses: Record<string, {content?: Record<string, {schema?: object}>}>;
}
type Document = {paths: Record<string, Record<string, Operation>>; components: {schemas: Record<string, object>}};

export class ApiDocument {
  private readonly ajv: Ajv2020;

  private constructor(readonly document: Document) {
    this.ajv = new Ajv2020({strict: true, allErrors: true, allowUnionTypes: true, validateFormats: false});
    for (const [name, schema] of Object.entries(document.components.schemas)) this.ajv.addSchema(named(schema), name);
  }

  static async fetch(sandbox: UiSandbox): Promise<ApiDocument> {
    return new ApiDocument(await sandbox.json<Document>('/openapi.json'));
  }

  /** @returns What is wrong; empty when it is as the document says. */
  problemsOf(path: string, reply: HttpReply, method = 'get'): unknown[] {
    const responses = this.operation(path, method).responses;
    const response = responses[String(reply.status)] ?? responses.default;
    const type = String(reply.headers['content-type']).split(';')[0]!;
    const content = response?.content?.[type];
    if (content === undefined) return [`status ${reply.status} has no content of type ${type}`];
    return content.schema === undefined ? [] : this.check(content.schema, JSON.parse(reply.text));
  }

  /** The data of one server-sent event. */
  problemsOfEvent(path: string, data: unknown): unknown[] {
    const schema = this.operation(path, 'get').responses['200']?.content?.['text/event-stream']?.schema;
    return schema === undefined ? ['no events'] : this.check(schema, data);
  }

  private operation(path: string, method: string): Operation {
    const pathname = path.split('?')[0]!;
    const template = Object.keys(this.document.paths)
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .find((candidate) => new RegExp(`^${candidate.replace(/\{\w+\}/g, '[^/]+')}$`).test(`/api/v1${pathname}`));
    const operation = this.document.paths[template ?? '']?.[method];
    if (operation === undefined) throw new Error(`${method} ${pathname} is not in the document`);
    return operation;
  }

  private check(schema: object, value: unknown): unknown[] {
    const validate = this.ajv.compile(named(schema));
    return validate(value) ? [] : (validate.errors ?? []);
  }
}

/** The validator knows the document's schemas by their names. */
const named = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '')) as object;
