import * as yaml from 'yaml';
import { type Diagnostic, KqlError, type Span } from '../../errors.ts';

/** A value of a YAML or JSON text, or of a JavaScript object, with its place in the text; an object has no places. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  readonly kind: 'map';
  readonly span: Span | undefined;
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export interface LocatedEntry {
  readonly keySpan: Span | undefined;
  readonly value: Located;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly span: Span | undefined;
  readonly items: readonly Located[];
}

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly span: Span | undefined;
  /** A whole number beyond ±(2^53−1) is a bigint. */
  readonly value: string | number | bigint | boolean | null | Date;
  /** How a value that is no string was written: `0050`, `1.10`; undefined where that is not known. */
  readonly written: string | undefined;
}

/** So many values at most: a text of a few lines can mean billions by naming its parts again and again. */
const valueLimit = 500_000;
const depthLimit = 100;

/** Reads YAML, or JSON, which is YAML too. Throws a KqlError with every place that is no YAML. */
export function locatedOfYaml(source: string): Located {
  const document = yaml.parseDocument(source, { intAsBigInt: true, merge: false, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    const [first, ...others] = document.errors.map(
      ({ message, pos }): Diagnostic => ({ kind: 'data', message: firstLine(message), span: { start: pos[0], end: pos[1] } }),
    );
    throw new KqlError(first, source, others);
  }
  const fail = (message: string, span: Span | undefined): never => {
    throw new KqlError({ kind: 'data', message, span }, source);
  };
  const named = namedNodes(document);
  let values = 0;
  const read = (node: unknown, depth: number): Located => {
    if (depth > depthLimit || ++values > valueLimit) fail('the text holds too much', spanOf(node));
    if (yaml.isAlias(node)) return read(named.get(node) ?? fail('there is no such anchor', spanOf(node)), depth + 1);
    const span = spanOf(node);
    if (yaml.isMap(node)) return { kind: 'map', span, entries: entriesOf(node, depth) };
    if (yaml.isSeq(node)) return { kind: 'list', span, items: node.items.map((item) => read(item, depth + 1)) };
    if (!yaml.isScalar(node)) return { kind: 'scalar', span, value: null, written: undefined };
    const value = node.value as LocatedScalar['value'];
    return { kind: 'scalar', span, value: numberOf(value), written: typeof value === 'string' ? undefined : node.source };
  };
  const entriesOf = (map: yaml.YAMLMap, depth: number): Map<string, LocatedEntry> => {
    const entries = new Map<string, LocatedEntry>();
    for (const { key, value } of map.items) {
      const name = yaml.isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))) : undefined;
      if (name === undefined) return fail('a key is a text', spanOf(key) ?? spanOf(map));
      // the keys that are written in the map itself count more than those it takes over, wherever these stand
      if (name === '<<') {
        for (const [taken, entry] of mergedEntries(read(value, depth + 1), spanOf(key))) if (!entries.has(taken)) entries.set(taken, entry);
      } else entries.set(name, { keySpan: spanOf(key), value: read(value, depth + 1) });
    }
    return entries;
  };
  const mergedEntries = (value: Located, span: Span | undefined): Iterable<[string, LocatedEntry]> => {
    if (value.kind === 'map') return value.entries;
    if (value.kind === 'list' && value.items.every((item) => item.kind === 'map'))
      return [...value.items].reverse().flatMap((item) => [...(item as LocatedMap).entries]);
    return fail('`<<` takes over the keys of a map, or of several in a list', span);
  };
  return read(document.contents, 0);
}

/** The node that each alias means: the last one before it that has the name. To look for it at each alias would take quadratic time. */
function namedNodes(document: yaml.Document): ReadonlyMap<yaml.Alias, unknown> {
  const anchors = new Map<string, unknown>();
  const named = new Map<yaml.Alias, unknown>();
  yaml.visit(document, {
    Node(_, node) {
      if (yaml.isAlias(node)) {
        if (anchors.has(node.source)) named.set(node, anchors.get(node.source));
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return named;
}

/** A JavaScript value of the same form. */
export function locatedOfObject(value: unknown, depth = 0): Located {
  if (depth > depthLimit) throw new KqlError({ kind: 'data', message: 'the object nests too deeply' });
  if (Array.isArray(value)) return { kind: 'list', span: undefined, items: value.map((item) => locatedOfObject(item, depth + 1)) };
  if (value instanceof Date) return { kind: 'scalar', span: undefined, value, written: undefined };
  if (typeof value === 'object' && value !== null) {
    const entries = new Map<string, LocatedEntry>();
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) entries.set(key, { keySpan: undefined, value: locatedOfObject(item, depth + 1) });
    return { kind: 'map', span: undefined, entries };
  }
  const scalar = value === undefined ? null : (value as LocatedScalar['value']);
  return { kind: 'scalar', span: undefined, value: scalar, written: undefined };
}

/** The plain value: maps become objects. */
export function plainValue(located: Located): unknown {
  switch (located.kind) {
    case 'scalar':
      return located.value;
    case 'list':
      return located.items.map(plainValue);
    case 'map':
      // fromEntries defines properties, so that a key called __proto__ is one
      return Object.fromEntries([...located.entries].map(([key, { value }]) => [key, plainValue(value)]));
  }
}

function numberOf(value: LocatedScalar['value']): LocatedScalar['value'] {
  return typeof value === 'bigint' && value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

function spanOf(node: unknown): Span | undefined {
  const range = (node as { range?: readonly number[] } | null | undefined)?.range;
  return range === undefined || range === null ? undefined : { start: range[0], end: Math.max(range[1], range[0]) };
}

function firstLine(message: string): string {
  return message.split('\n')[0];
}
