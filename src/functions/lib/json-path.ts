import { type Dynamic, elementOf, propertyOf } from '../../data/dynamic.ts';

/** A path into dynamic values: names of properties and indexes of elements. */
export type JsonPath = readonly (string | number)[];

/**
 * Reads a JSONPath of the kind that Kusto takes: `$`, then `.name`, `['name']` or `["name"]` and `[0]`. Wildcards, slices, unions, filters and
 * recursive descent are refused, as in Kusto. Manual: jsonpath.
 */
export function parseJsonPath(text: string): { readonly ok: JsonPath } | { readonly error: string } {
  if (!text.startsWith('$')) return { error: `the JSON path '${text}' does not begin with $` };
  const steps: (string | number)[] = [];
  const step = /\.([^.[\]*]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)+)'\]|\["((?:[^"\\]|\\.)+)"\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const at = step.lastIndex;
    const match = step.exec(text);
    if (match === null) return { error: `the JSON path '${text}' is not understood from '${text.slice(at, at + 20)}' on` };
    const [, name, index, single, double] = match;
    steps.push(index !== undefined ? Number(index) : (name ?? (single ?? double).replace(/\\(.)/g, '$1')));
  }
  return { ok: steps };
}

/** What a path leads to; null where there is nothing. */
export function followPath(value: Dynamic, path: JsonPath): Dynamic {
  let found = value;
  for (const step of path) found = typeof step === 'number' ? elementOf(found, step) : propertyOf(found, step);
  return found;
}
