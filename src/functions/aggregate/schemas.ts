import { type Dynamic, isArray, isBag, kindOf } from '../../data/dynamic.ts';
import { type AggregateFunction, aggregate } from '../define.ts';
import { folded } from './fold.ts';

/**
 * buildschema: the least schema that admits all dynamic values of a group. A type is its name; a bag is a bag of the types of its properties;
 * an array is a bag whose property `indexer` (in backquotes) is the type of its elements; several types are an array, containers before
 * scalars. A null says nothing of a type. Null when there is no value. Manual page buildschema-aggregation-function.
 */
export const schemaFunctions: readonly AggregateFunction[] = [
  aggregate({
    signature: 'buildschema(value: dynamic): dynamic',
    doc: 'The least schema that admits all values.',
    prefix: 'schema',
    create: () =>
      folded<Shape>({
        type: 'dynamic',
        bytesPerRow: 8,
        init: createShape,
        add: (shape, [value]) => widen(shape, value as Dynamic),
        merge: (shape, other) => unite(shape, other),
        result: (shape) => (isEmpty(shape) ? null : describe(shape)),
      }),
  }),
];

interface Shape {
  /** The names of scalar types. */
  readonly scalars: Set<string>;
  properties: Map<string, Shape> | undefined;
  elements: Shape | undefined;
}

const indexer = '`indexer`';

function createShape(): Shape {
  return { scalars: new Set(), properties: undefined, elements: undefined };
}

function isEmpty({ scalars, properties, elements }: Shape): boolean {
  return scalars.size === 0 && properties === undefined && elements === undefined;
}

function widen(shape: Shape, value: Dynamic): Shape {
  if (isArray(value)) {
    shape.elements ??= createShape();
    for (const item of value) widen(shape.elements, item);
  } else if (isBag(value)) {
    shape.properties ??= new Map();
    for (const [key, item] of value) widen(propertyShape(shape.properties, key), item);
  } else if (value !== null) {
    shape.scalars.add(kindOf(value));
  }
  return shape;
}

function propertyShape(properties: Map<string, Shape>, key: string): Shape {
  let shape = properties.get(key);
  if (shape === undefined) {
    shape = createShape();
    properties.set(key, shape);
  }
  return shape;
}

function unite(shape: Shape, other: Shape): Shape {
  for (const name of other.scalars) shape.scalars.add(name);
  if (other.elements !== undefined) {
    shape.elements ??= createShape();
    unite(shape.elements, other.elements);
  }
  if (other.properties !== undefined) {
    shape.properties ??= new Map();
    for (const [key, theirs] of other.properties) unite(propertyShape(shape.properties, key), theirs);
  }
  return shape;
}

function describe(shape: Shape): Dynamic {
  const types: Dynamic[] = [];
  if (shape.properties !== undefined || shape.elements !== undefined) {
    const container = new Map<string, Dynamic>();
    for (const [key, property] of shape.properties ?? []) container.set(key, describe(property));
    if (shape.elements !== undefined) container.set(indexer, describe(shape.elements));
    types.push(container);
  }
  types.push(...[...shape.scalars].sort());
  // nothing but nulls, or the elements of empty arrays
  if (types.length === 0) return 'null';
  return types.length === 1 ? types[0] : types;
}
