import { type Bag, type Dynamic, isArray, isBag } from '../../data/dynamic.ts';
import { parseJsonText } from '../../data/json.ts';
import type { Schema } from '../../data/schema.ts';
import { fail } from '../../errors.ts';
import type { ExternalRecord } from './records.ts';

/** Where the value of a column stands in a record. */
export type ColumnSource =
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'path'; readonly path: readonly (string | number)[] }
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'nothing' };

/** Columns by their places in the schema, or, of JSON, by their names. */
export function plainMapping(schema: Schema, kind: 'fields' | 'text' | 'json'): ColumnSource[] {
  return schema.columns.map(({ name }, position) => (kind === 'json' ? { kind: 'path', path: [name] } : { kind: 'position', position }));
}

/**
 * The columns of an `ingestionMapping`: JSON, a list of {Column, Properties: {Ordinal | Path | ConstValue}}. A column that it does not name is
 * null. Manual page data mappings. Throws a Failure of the kind 'semantic' for what is none, 'unsupported' for a Transform.
 */
export function readMapping(text: string, schema: Schema, kind: 'fields' | 'text' | 'json'): ColumnSource[] {
  const entries = parseJsonText(text);
  if (entries === undefined || !isArray(entries)) return fail('semantic', 'ingestionMapping is no JSON list');
  const sources = new Map<string, ColumnSource>();
  for (const entry of entries) {
    if (!isBag(entry)) return fail('semantic', 'an element of ingestionMapping is no object');
    const column = property(entry, 'column', 'name');
    if (typeof column !== 'string') return fail('semantic', 'an element of ingestionMapping names no Column');
    if (!schema.columns.some(({ name }) => name === column))
      fail('semantic', `ingestionMapping names the column ${column}, which externaldata does not declare`);
    const nested = property(entry, 'properties');
    sources.set(column, sourceOf(column, nested !== undefined && isBag(nested) ? nested : entry, kind));
  }
  return schema.columns.map(({ name }) => sources.get(name) ?? { kind: 'nothing' });
}

function sourceOf(column: string, properties: Bag, kind: 'fields' | 'text' | 'json'): ColumnSource {
  if (property(properties, 'transform') !== undefined)
    fail('unsupported', `the Transform of the column ${column} in ingestionMapping is not supported yet`);
  const constant = property(properties, 'constvalue', 'constantvalue');
  if (constant !== undefined) return { kind: 'constant', value: String(constant) };
  if (kind === 'json') {
    const field = property(properties, 'field');
    if (typeof field === 'string') return { kind: 'path', path: [field] };
    const path = property(properties, 'path');
    if (typeof path !== 'string') return fail('semantic', `the column ${column} of ingestionMapping has no Path`);
    return path.startsWith('$') ? { kind: 'path', path: stepsOf(path) } : { kind: 'constant', value: path };
  }
  const position = Number(property(properties, 'ordinal') ?? Number.NaN);
  if (!Number.isInteger(position) || position < 0) return fail('semantic', `the column ${column} of ingestionMapping has no Ordinal`);
  return { kind: 'position', position };
}

/** The property of a name, in any case. */
function property(bag: Bag, ...names: readonly string[]): Dynamic | undefined {
  for (const [key, value] of bag) if (names.includes(key.toLowerCase())) return value;
  return undefined;
}

/** `$.a['b c'][0]` as its steps. */
function stepsOf(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  const step = /\.?\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+))\s*\]|\.([^.[\]\s]+)/y;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return fail('unsupported', `the path ${path} in ingestionMapping is not supported`);
    const [, single, double, index, plain] = match;
    steps.push(index !== undefined ? Number(index) : (single ?? double ?? plain).replaceAll(/\\(.)/g, '$1'));
  }
  return steps;
}

/** The value of a column in a record; undefined where there is none. */
export function valueIn(record: ExternalRecord, source: ColumnSource): Dynamic | undefined {
  switch (source.kind) {
    case 'position':
      return (record as readonly string[])[source.position];
    case 'constant':
      return source.value;
    case 'nothing':
      return undefined;
  }
  let value: Dynamic | undefined = record as Dynamic;
  for (const step of source.path) {
    if (value === undefined) return undefined;
    if (typeof step === 'string') value = isBag(value) ? value.get(step) : undefined;
    else value = isArray(value) ? value[step] : undefined;
  }
  return value;
}
