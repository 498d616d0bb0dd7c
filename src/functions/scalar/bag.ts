import { type Bag, type Dynamic, type DynamicArray, dynamicOfCell, isArray, isBag } from '../../data/dynamic.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import { propertyPath } from '../lib/property-path.ts';

/** Functions of bags; what is no bag gives null. Keys are case-sensitive. Manual pages bag-…-function, bag-zip, treepath-function. */
export const bagFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'bag_keys(object: bag): dynamic',
    doc: 'The names of the properties at the top of a bag.',
    examples: [["bag_keys(dynamic({'a': 1, 'b': {'c': 2}}))", ['a', 'b']]],
    row: (bag) => (isBag(bag) ? [...bag.keys()] : null),
  }),
  scalar({
    signature: 'bag_has_key(bag: bag, key: string): bool',
    doc: 'Whether a bag has a property; `$.a.b` asks for a nested one.',
    examples: [["bag_has_key(dynamic({'a': {'b': 1}}), '$.a.b')", true]],
    row: (bag, key) => {
      if (!isBag(bag)) return null;
      const path = propertyPath(key);
      if (path === undefined) return false;
      const holder = bagAt(bag, path.slice(0, -1));
      return holder?.has(path[path.length - 1]) ?? false;
    },
  }),
  scalar({
    signature: 'bag_merge(first: bag, second: bag, ...bags: bag): dynamic',
    doc: 'A bag with the properties of all arguments; of a name that several have, the leftmost counts. Nulls are left out.',
    examples: [["bag_merge(dynamic({'a': 1}), dynamic({'a': 2, 'b': 3}))", { a: 1, b: 3 }]],
    nulls: 'handled',
    row: (...bags) => {
      const merged = new Map<string, Dynamic>();
      for (const bag of bags) {
        if (bag === null || !isBag(bag)) continue;
        for (const [key, value] of bag) if (!merged.has(key)) merged.set(key, value);
      }
      return merged;
    },
  }),
  scalar({
    signature: 'bag_remove_keys(bag: bag, keys: array): dynamic',
    doc: 'The bag without these properties; `$.a.b` names a nested one.',
    examples: [["bag_remove_keys(dynamic({'a': 1, 'b': 2}), dynamic(['b']))", { a: 1 }]],
    row: (bag, keys) => {
      if (!isBag(bag) || !isArray(keys)) return null;
      let result: Bag = bag;
      for (const key of keys) {
        const path = typeof key === 'string' ? propertyPath(key) : undefined;
        if (path !== undefined) result = withoutPath(result, path);
      }
      return result;
    },
  }),
  scalar({
    signature: 'bag_set_key(bag: bag, key: string, value: scalar): dynamic',
    doc: 'The bag with a property set, in place of the old value if there is one; `$.a.b` sets a nested one.',
    examples: [["bag_set_key(dynamic({'a': 1}), 'b', 2)", { a: 1, b: 2 }]],
    constant: ['key'],
    nulls: 'handled',
    exact: true,
    prepare: ({ types: [, , type], constants: [, key] }) => {
      const path = propertyPath(String(key ?? ''));
      if (path === undefined) return { error: 'bag_set_key() takes the name of a property or a path to one, such as `$.a.b`', argument: 1 };
      return (bag, _, value) => (bag !== null && isBag(bag) ? withPath(bag, path, dynamicOfCell(type, value)) : null);
    },
  }),
  scalar({
    signature: 'bag_zip(keys: array, values: array): dynamic',
    doc: 'A bag of the keys of one array with the values of another: keys that are no strings are left out, values that are missing are null.',
    examples: [["bag_zip(dynamic(['a', 'b']), dynamic([1]))", { a: 1, b: null }]],
    nulls: 'handled',
    row: (keys, values) => {
      if (keys === null || !isArray(keys)) return null;
      const given: DynamicArray = values !== null && isArray(values) ? values : [];
      const bag = new Map<string, Dynamic>();
      keys.forEach((key, i) => {
        if (typeof key === 'string') bag.set(key, given[i] ?? null);
      });
      return bag;
    },
  }),
  scalar({
    signature: 'treepath(object: bag): dynamic',
    doc: 'The paths of all that a bag holds; the elements of an array count as its first.',
    examples: [["treepath(dynamic({'a': [1, 2], 'b': 3}))", ["['a']", "['a'][0]", "['b']"]]],
    naming: { prefix: 'tree' },
    row: (value) => {
      if (!isBag(value) && !isArray(value)) return null;
      const paths = new Set<string>();
      collectPaths(value, '', paths);
      return [...paths];
    },
  }),
];

/** The bag that a path leads to; undefined when one on the way is no bag. */
function bagAt(bag: Bag, path: readonly string[]): Bag | undefined {
  let holder: Dynamic = bag;
  for (const name of path) {
    if (!isBag(holder)) return undefined;
    holder = holder.get(name) ?? null;
  }
  return isBag(holder) ? holder : undefined;
}

function withoutPath(bag: Bag, [name, ...rest]: readonly string[]): Bag {
  const value = bag.get(name);
  if (value === undefined) return bag;
  const copy = new Map(bag);
  if (rest.length === 0) copy.delete(name);
  else if (isBag(value)) copy.set(name, withoutPath(value, rest));
  return copy;
}

function withPath(bag: Bag, [name, ...rest]: readonly string[], value: Dynamic): Bag {
  const copy = new Map(bag);
  if (rest.length === 0) return copy.set(name, value);
  const inner = bag.get(name) ?? null;
  return copy.set(name, withPath(isBag(inner) ? inner : new Map(), rest, value));
}

function collectPaths(value: Dynamic, path: string, paths: Set<string>): void {
  if (path !== '') paths.add(path);
  if (isBag(value)) for (const [key, item] of value) collectPaths(item, `${path}['${key}']`, paths);
  else if (isArray(value)) for (const item of value) collectPaths(item, `${path}[0]`, paths);
}
