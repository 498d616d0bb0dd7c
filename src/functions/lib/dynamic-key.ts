import { textOfDynamic } from '../../data/convert.ts';
import { type Dynamic, isArray, isBag, isDecimal, Real } from '../../data/dynamic.ts';
import { stringifyDynamic } from '../../data/json.ts';
import { compareOrdinal } from '../../data/text.ts';

/**
 * What stands for a value in a set: values are the same when their keys are. Kinds must agree, except that numbers go by value whatever their
 * kind; bags compare without order. The same relation as sameDynamic, for many values at once.
 */
export function dynamicKey(value: Dynamic): string | number | bigint | boolean | null {
  switch (typeof value) {
    case 'string':
      return `s${value}`;
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
  }
  if (value === null) return null;
  if (value instanceof Real) {
    // a real beyond 2^53 meets a long as a bigint; -0 is 0
    return Number.isInteger(value.value) && !Number.isSafeInteger(value.value) ? BigInt(value.value) : value.value + 0;
  }
  if (isDecimal(value)) return value.toNumber();
  if (isArray(value) || isBag(value)) return `j${canonicalJson(value)}`;
  return `${value.constructor.name} ${textOfDynamic(value)}`;
}

/** JSON text in which the properties of every bag stand in ordinal order. */
function canonicalJson(value: Dynamic): string {
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isBag(value)) return stringifyDynamic(value);
  const keys = [...value.keys()].sort(compareOrdinal);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value.get(key) as Dynamic)}`).join(',')}}`;
}
