import { convertCell, textOfCell } from '../../data/convert.ts';
import { type Dynamic, dynamicOfCell, kindOf } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell, Vector } from '../../data/vector.ts';
import { doublesOf } from '../columnar.ts';
import { renamed, type ScalarFunction, scalar } from '../define.ts';

/** to<type>(): what a value means in another type, null ('' for a string) when nothing. Manual pages tolong-function and its like. */
export const conversionFunctions: readonly ScalarFunction[] = [
  conversion('tostring', 'string'),
  conversion('tobool', 'bool'),
  conversion('toint', 'int'),
  conversion('tolong', 'long'),
  conversion('todouble', 'real'),
  conversion('todecimal', 'decimal'),
  conversion('todatetime', 'datetime'),
  conversion('totimespan', 'timespan'),
  renamed(conversion('tobool', 'bool'), 'toboolean'),
  renamed(conversion('todouble', 'real'), 'toreal'),
  renamed(conversion('totimespan', 'timespan'), 'totime', 'totimespan'),
  scalar({
    signature: 'toguid(value: string): guid',
    doc: 'The guid of a text of 32 hexadecimal digits, with or without hyphens.',
    naming: 'argument',
    row: (text) => convertCell(text, 'string', 'guid') as string | null,
  }),
  scalar({ signature: 'toguid(value: guid): guid', doc: 'The guid itself.', naming: 'argument', row: (value) => value }),
  scalar({
    signature: 'todynamic(value: scalar): dynamic',
    doc: 'The value that JSON text describes; text that is no JSON is the string itself. Another name of parse_json().',
    naming: 'argument',
    exact: true,
    prepare:
      ({ types: [type] }) =>
      (value) =>
        convertCell(value, type, 'dynamic') as Dynamic,
  }),
  scalar({
    signature: 'dynamic of(value: scalar): dynamic',
    doc: 'The value as it is, in a dynamic.',
    exact: true,
    prepare:
      ({ types: [type] }) =>
      (value) =>
        dynamicOfCell(type, value),
  }),
  scalar({
    signature: 'gettype(value: scalar): string',
    doc: 'The name of the type of a value; for dynamic of what it holds.',
    naming: { prefix: 'type' },
    examples: [
      ["gettype('a')", 'string'],
      ['gettype(dynamic([1]))', 'array'],
    ],
    nulls: 'handled',
    exact: true,
    prepare:
      ({ types: [type] }) =>
      (value) =>
        type === 'dynamic' ? kindOf(value as Dynamic) : type,
  }),
];

function conversion(name: string, to: ScalarType): ScalarFunction {
  return scalar({
    signature: `${name}(value: scalar): ${to}` as 'tostring(value: scalar): scalar',
    doc: `The value as ${to}, ${to === 'string' ? "'' for null" : 'null when it has no meaning there'}.`,
    naming: 'argument',
    exact: true,
    prepare: ({ types: [type], constants: [constant] }) => {
      if (to === 'string') return (value) => textOfCell(type, value);
      if (type === 'real' && (to === 'int' || to === 'long') && isBeyond(constant, to)) return () => leastOf[to];
      return (value) => convertCell(value, type, to);
    },
    column: ([vector]) => convertColumn(vector, to),
  });
}

const leastOf = { int: -2147483648, long: -9223372036854775808n };

/** A real that is constant and too large becomes the least number, as processors have it; one in a column becomes the nearest. */
function isBeyond(constant: Cell | undefined, type: 'int' | 'long'): boolean {
  if (typeof constant !== 'number' || !Number.isFinite(constant)) return false;
  const limit = -Number(leastOf[type]);
  return Math.trunc(constant) >= limit || Math.trunc(constant) < -limit;
}

/** Conversions that keep every value, or only widen it, need not look at the rows. */
function convertColumn(vector: Vector, to: ScalarType): Vector | undefined {
  if (vector.encoding === 'constant') return undefined;
  if (vector.type === to) return vector;
  if (vector.encoding === 'int32' && vector.type === 'int' && to === 'long') return { ...vector, type: 'long' };
  if (
    to === 'real' &&
    (vector.type === 'int' || vector.type === 'long') &&
    (vector.encoding === 'int32' || (vector.encoding === 'offset' && vector.base === 0n))
  ) {
    return { encoding: 'real', type: 'real', length: vector.length, nulls: vector.nulls, values: doublesOf(vector) as Float64Array };
  }
  return undefined;
}
