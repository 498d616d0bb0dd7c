import { parseJsonPath } from './json-path.ts';

/**
 * The properties that a key of a bag function leads through: `$.a.b` and `$['a']['b c']` are paths, any other text is the name of one property.
 * undefined for a path that bag functions do not follow: the root alone, an array index, what is no path.
 */
export function propertyPath(key: string): readonly string[] | undefined {
  if (!/^\$(?:[.[]|$)/.test(key)) return [key];
  const path = parseJsonPath(key);
  if ('error' in path || path.ok.length === 0) return undefined;
  return path.ok.every((step) => typeof step === 'string') ? path.ok : undefined;
}
