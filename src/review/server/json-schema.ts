/** JSON Schema (2020-12), as far as the API's document needs it. */

export interface JsonSchema {
  type?: JsonType | JsonType[];
  description?: string;
  enum?: readonly (string | number | boolean | null)[];
  const?: string | boolean;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  default?: string | number | boolean;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema | false;
  prefixItems?: readonly JsonSchema[];
  minItems?: number;
  maxItems?: number;
  oneOf?: readonly JsonSchema[];
  $ref?: string;
}

type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';

export const text: JsonSchema = {type: 'string'};
export const integer: JsonSchema = {type: 'integer'};
export const count: JsonSchema = {type: 'integer', minimum: 0};
export const number: JsonSchema = {type: 'number'};
export const flag: JsonSchema = {type: 'boolean'};
export const time: JsonSchema = {type: 'string', format: 'date-time'};

export const about = (schema: JsonSchema, description: string): JsonSchema => ({...schema, description});
export const ref = (name: string): JsonSchema => ({$ref: `#/components/schemas/${name}`});
export const arrayOf = (items: JsonSchema): JsonSchema => ({type: 'array', items});
export const recordOf = (values: JsonSchema): JsonSchema => ({type: 'object', additionalProperties: values});
export const oneOf = (...values: readonly string[]): JsonSchema => ({type: 'string', enum: values});

export function orNull(schema: JsonSchema): JsonSchema {
  if (schema.type === undefined || Array.isArray(schema.type)) return {oneOf: [schema, {type: 'null'}]};
  return {...schema, type: [schema.type, 'null'], ...(schema.enum === undefined ? {} : {enum: [...schema.enum, null]})};
}

/** Every property is there, and no other; those of `optional` may be missing. */
export function object(
  properties: Record<string, JsonSchema>,
  optional: Record<string, JsonSchema> = {},
): JsonSchema & {properties: Record<string, JsonSchema>} {
  return {
    type: 'object',
    properties: {...properties, ...optional},
    required: Object.keys(properties),
    additionalProperties: false,
  };
}
