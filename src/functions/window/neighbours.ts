import { missingCell } from '../../data/builder.ts';
import { concatenate } from '../../data/concatenate.ts';
import { convertCell } from '../../data/convert.ts';
import { dynamicOfCell } from '../../data/dynamic.ts';
import { gather } from '../../data/gather.ts';
import type { ScalarType } from '../../data/types.ts';
import { type Cell, constantVector, type Vector } from '../../data/vector.ts';
import { type CallError, type CallSite, type WindowFunction, window } from '../define.ts';

/**
 * prev and next: the value of an expression some rows before or after; outside the table the default, or null ('' for a string). They know
 * no groups. Manual pages prev-function, next-function.
 */
export const neighbourFunctions: readonly WindowFunction[] = [
  neighbour('prev', 'The value of the expression in the row `offset` rows before this one.', -1),
  neighbour('next', 'The value of the expression in the row `offset` rows after this one.', 1),
];

function neighbour(name: string, doc: string, direction: 1 | -1): WindowFunction {
  return window({
    signature: `${name}(expression: scalar, offset?: long, default?: scalar): #1`,
    doc,
    constant: ['offset', 'default'],
    check: (site) => checkNeighbour(name, site),
    run: (vectors, length, site) => {
      const [vector] = vectors as readonly Vector[];
      // an offset beyond the table leads outside it from every row
      const distance = Math.min(Number(site.constants[1] ?? 1), length) * direction;
      const rows = new Int32Array(length);
      for (let i = 0; i < length; i++) rows[i] = i + distance >= 0 && i + distance < length ? i + distance : length;
      const outside = constantVector(vector.type, defaultOf(site, vector.type) as Cell, 1);
      return gather(concatenate(vector.type, [vector, outside]), rows);
    },
  });
}

function checkNeighbour(name: string, site: CallSite): CallError | undefined {
  const [type, , defaultType] = site.types;
  const [, offset] = site.constants;
  // a constant of which the value is not known yet is undefined
  if (offset === null || (offset !== undefined && Number(offset) < 1))
    return { error: `the offset of ${name}() must be at least 1`, argument: 1 };
  if (site.constants[2] !== undefined && defaultOf(site, type) === undefined) {
    return {
      error: `${name}() of ${type} values with a default of type ${defaultType} is not supported: give one of type ${type}`,
      argument: 2,
      unsupported: true,
    };
  }
  return undefined;
}

const numbers: readonly ScalarType[] = ['int', 'long', 'real', 'decimal'];

/** The default as a value of the type; undefined when it cannot be one without a loss. */
function defaultOf({ types, constants }: CallSite, type: ScalarType): Cell | undefined {
  const given = constants[2];
  const givenType = types[2];
  if (given === undefined || given === null) return missingCell(type);
  if (givenType === type) return given;
  if (type === 'dynamic') return dynamicOfCell(givenType, given);
  if (!numbers.includes(type) || !numbers.includes(givenType)) return undefined;
  const converted = convertCell(given, givenType, type);
  return String(convertCell(converted, type, givenType)) === String(given) ? converted : undefined;
}
