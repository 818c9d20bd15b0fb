/** Parameters of the query string. */
import type {QueryNode} from '../../store/query.ts';
import {parseQuery} from '../query/parse.ts';
import {parameterInvalid, parameterMissing} from './errors.ts';
import type {JsonSchema} from './json-schema.ts';
import type {ApiRequest, Parameter} from './route.ts';

/** @throws {DdcotermError} PARAMETER_INVALID. */
export function read<T>(request: ApiRequest, parameter: Parameter<T>): T | undefined {
  const text = request.query.get(parameter.name);
  if (text !== undefined) return parameter.parse(text);
  if (parameter.required) throw parameterMissing(parameter.name);
  return undefined;
}

export function wholeNumber(name: string, about: string, lowest: number, highest: number): Parameter<number> {
  return {
    name,
    about,
    schema: {type: 'integer', minimum: lowest, maximum: highest},
    parse(text) {
      const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= lowest && value <= highest) return value;
      throw parameterInvalid(name, text, `a whole number from ${lowest} to ${highest}`);
    },
  };
}

export function choice<T extends string>(name: string, about: string, values: readonly T[]): Parameter<T> {
  return {
    name,
    about,
    schema: {type: 'string', enum: values},
    parse(text) {
      const value = values.find((known) => known === text);
      if (value !== undefined) return value;
      throw parameterInvalid(name, text, `one of ${values.join(', ')}`);
    },
  };
}

export function flagParameter(name: string, about: string): Parameter<boolean> {
  const {parse} = choice(name, about, ['true', 'false']);
  return {name, about, schema: {type: 'boolean'}, parse: (text) => parse(text) === 'true'};
}

export function words(name: string, about: string, schema: JsonSchema = {type: 'string'}): Parameter<string> {
  return {name, about, schema, parse: (text) => text};
}

/** The last moment that a JavaScript date can hold. */
const MAX_TIME_MS = 8_640_000_000_000_000;

export const QUERY: Parameter<QueryNode | null> = {
  name: 'query',
  about: "Datadog's search syntax; README.md lists the keys",
  schema: {type: 'string', maxLength: 8192},
  parse: parseQuery,
};
export const FROM = wholeNumber('from', 'Started at or after: milliseconds since 1970', 0, MAX_TIME_MS);
export const TO = wholeNumber('to', 'Started before: milliseconds since 1970', 0, MAX_TIME_MS);
export const CURSOR = words('cursor', '`next` of the page before');
export const LIMIT = wholeNumber('limit', 'So many items at most; a page of long texts ends earlier', 1, 1000);
export const ORDER = choice('order', 'By start; newest first unless said otherwise', ['newest', 'oldest']);
export const SESSION = words('session', 'Only of this session: its id, a unique beginning of it, or `last`');
