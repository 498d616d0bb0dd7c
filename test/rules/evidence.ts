import type { ScalarType } from '../../src/data/types.ts';

/** A value as a host hands it over: a datetime is ISO text, a timespan its text. */
export type Sample = string | number | boolean | Template;

/** A text put together from fixed parts and from values: what `parse` takes apart. */
export interface Template {
  readonly parts: readonly (string | Evidence)[];
}

/**
 * What a query tells about a value that it reads: a column of a table, a property or an element inside one. `types` counts the uses that
 * speak for a type; `wanted` are values that make a predicate of the query true, `unwanted` ones that make one false.
 */
export interface Evidence {
  readonly types: Map<ScalarType, number>;
  readonly wanted: Set<Sample>;
  readonly unwanted: Set<Sample>;
  readonly properties: Map<string, Evidence>;
  element: Evidence | undefined;
  /** Read with parse_xml: its properties are elements, and `xmlNames` the names of the `Data` in them. */
  isXml: boolean;
  readonly xmlNames: Set<string>;
  /** What `split` takes the text apart with, and the pieces that the query looks at. */
  split: { readonly delimiter: string; readonly pieces: Evidence[] } | undefined;
}

export function createEvidence(): Evidence {
  return {
    types: new Map(),
    wanted: new Set(),
    unwanted: new Set(),
    properties: new Map(),
    element: undefined,
    isXml: false,
    xmlNames: new Set(),
    split: undefined,
  };
}

export function vote(evidence: Evidence, type: ScalarType, weight = 1): void {
  evidence.types.set(type, (evidence.types.get(type) ?? 0) + weight);
}

export function propertyOf(evidence: Evidence, name: string): Evidence {
  let property = evidence.properties.get(name);
  if (property === undefined) evidence.properties.set(name, (property = createEvidence()));
  return property;
}

export function elementOf(evidence: Evidence): Evidence {
  return (evidence.element ??= createEvidence());
}

/** The piece of a text at an index, when it is taken apart at a delimiter; an index from the end counts among five pieces. */
export function pieceOf(evidence: Evidence, delimiter: string, index: number): Evidence {
  evidence.split ??= { delimiter, pieces: [] };
  const { pieces } = evidence.split;
  const place = index < 0 ? Math.max(0, 5 + index) : Math.min(index, 12);
  while (pieces.length <= Math.max(place, 4)) pieces.push(createEvidence());
  return pieces[place];
}

/**
 * The type of a column that no schema declares: the one that most uses speak for; else what the name of the column says, as the custom logs
 * of Sentinel write it (`_s`, `_d`, `_b`, `_t`) or as times are mostly called; else string.
 */
export function typeOfEvidence(name: string, { types, properties, element }: Evidence): ScalarType {
  let best: ScalarType | undefined;
  for (const [type, votes] of types) if (best === undefined || votes > (types.get(best) ?? 0)) best = type;
  if (types.has('dynamic') && (properties.size > 0 || element !== undefined)) return 'dynamic';
  if (best !== undefined) return best;
  if (/_d$/.test(name)) return 'real';
  if (/_b$/.test(name)) return 'bool';
  if (/_t$|time(stamp|generated)?$|^time|date(time)?$/i.test(name)) return 'datetime';
  return 'string';
}
