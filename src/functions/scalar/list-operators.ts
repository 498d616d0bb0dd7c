import { textOfDynamic } from '../../data/convert.ts';
import { type Dynamic, dynamicOfCell, isArray, isBag, numberIn, Real } from '../../data/dynamic.ts';
import { stringifyDynamic } from '../../data/json.ts';
import { foldCase } from '../../data/text.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { type CallSite, type ScalarFunction, scalar } from '../define.ts';
import { compileTermSet } from '../lib/term-set.ts';

/**
 * `in`, `in~`, `has_any`, `has_all` and the negations: the list is the rest of the arguments, dynamic arrays among them count with their
 * elements. None of them ever gives null: a null is in no list. Manual pages in-operator, has-any-operator, has-all-operator.
 */
export const listOperatorFunctions: readonly ScalarFunction[] = [
  membership('in', false, false),
  membership('!in', false, true),
  membership('in~', true, false),
  membership('!in~', true, true),
  termList('has_any'),
  termList('has_all'),
];

function membership(name: string, folded: boolean, negated: boolean): ScalarFunction {
  return scalar({
    signature: `${name}(value: scalar, ...items: scalar): bool` as 'in(value: scalar, ...items: scalar): bool',
    doc: `Whether the value is ${negated ? 'not ' : ''}one of the list${folded ? ', case aside' : ''}.`,
    nulls: 'handled',
    exact: true,
    prepare: (site) => {
      const keyOf = (type: ScalarType, cell: Cell): string | number | bigint | boolean | undefined =>
        keyOfValue(dynamicOfCell(type, cell), folded);
      const [type] = site.types;
      const constant = constantItems(site);
      if (constant !== undefined && type === 'string') {
        // a string equals strings only, and needs no key made for it
        const texts = new Set(constant.filter((item) => typeof item === 'string').map((item) => (folded ? foldCase(item) : item)));
        return folded ? (value) => texts.has(foldCase(value as string)) !== negated : (value) => texts.has(value as string) !== negated;
      }
      if (constant !== undefined) {
        const keys = new Set(constant.map((item) => keyOfValue(item, folded)));
        keys.delete(undefined);
        return (value) => {
          const key = keyOf(type, value);
          return (key !== undefined && keys.has(key)) !== negated;
        };
      }
      return (value, ...items) => {
        const key = keyOf(type, value);
        const found = key !== undefined && listItems(site.types.slice(1), items).some((item) => keyOfValue(item, folded) === key);
        return found !== negated;
      };
    },
  });
}

/**
 * What a value is looked up by: equal values have the same key, numbers by value whatever their type. undefined for what is in no list:
 * null, NaN.
 */
function keyOfValue(value: Dynamic, folded: boolean): string | number | bigint | boolean | undefined {
  if (typeof value === 'string') return `s${folded ? foldCase(value) : value}`;
  if (value === null) return undefined;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Real) {
    if (Number.isNaN(value.value)) return undefined;
    return Number.isInteger(value.value) && !Number.isSafeInteger(value.value) ? BigInt(value.value) : value.value + 0;
  }
  const number = numberIn(value);
  if (number !== undefined) return number;
  return isArray(value) || isBag(value) ? `j${stringifyDynamic(value)}` : `${value.constructor.name} ${textOfDynamic(value)}`;
}

/** The list when all of it is constant. */
function constantItems({ types, constants }: CallSite): Dynamic[] | undefined {
  if (constants.slice(1).includes(undefined)) return undefined;
  return listItems(types.slice(1), constants.slice(1) as Cell[]);
}

function listItems(types: readonly ScalarType[], cells: readonly Cell[]): Dynamic[] {
  return cells.flatMap((cell, i): Dynamic[] => {
    const value = dynamicOfCell(types[i], cell);
    return isArray(value) ? [...value] : [value];
  });
}

function termList(name: 'has_any' | 'has_all'): ScalarFunction {
  return scalar({
    signature: `${name}(text: string, ...needles: scalar): bool` as 'has_any(text: string, ...needles: scalar): bool',
    doc: `Whether the text has ${name === 'has_any' ? 'one' : 'every one'} of the needles as a term, case aside.`,
    nulls: 'handled',
    exact: true,
    prepare: (site) => {
      const items = constantItems(site);
      if (items !== undefined) return testOf(name, needleTexts(items)) as (text: string | null) => boolean;
      return (text, ...needles) => testOf(name, needleTexts(listItems(site.types.slice(1), needles)))(text);
    },
  });
}

/** A null in the list is the empty text, which every text has. */
function needleTexts(items: readonly Dynamic[]): string[] {
  return items.map((item) => (item === null ? '' : textOfDynamic(item)));
}

function testOf(name: 'has_any' | 'has_all', needles: readonly string[]): (text: string | null) => boolean {
  const set = compileTermSet(needles);
  return name === 'has_any' ? (text) => set.any(text ?? '') : (text) => set.all(text ?? '');
}
