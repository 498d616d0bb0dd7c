import { createBuilder } from '../../data/builder.ts';
import { cellReader } from '../../data/cells.ts';
import type { ScalarType } from '../../data/types.ts';
import { type Cell, constantVector, isNullAt, type Vector } from '../../data/vector.ts';
import { type ScalarFunction, scalar } from '../define.ts';

const mostValues = 64;

/** Choosing among values: these move vectors and never look into what they move. Manual pages iff-function, case-function, coalesce-function. */
export const logicFunctions: readonly ScalarFunction[] = [
  scalar({
    signature: 'not(expression: bool): bool',
    doc: 'True for false and the other way round; null for null.',
    examples: [['not(1 == 2)', true]],
    row: (value) => !value,
    column: ([vector]) => negate(vector),
  }),
  scalar({ signature: 'not(expression: real): bool', doc: 'True for 0, false for any other number.', row: (value) => value === 0 }),
  scalar({
    signature: 'iff(if: bool, then: U, else: U): U',
    doc: '`then` where the condition is true, `else` where it is false or null.',
    examples: [["iff(2 > 1, 'a', 'b')", 'a']],
    nulls: 'handled',
    column: ([condition, then, otherwise], length) => choose([condition], [then, otherwise], length),
  }),
  scalar({
    signature: 'iif(if: bool, then: U, else: U): U',
    doc: 'Another name of iff().',
    nulls: 'handled',
    column: ([condition, then, otherwise], length) => choose([condition], [then, otherwise], length),
  }),
  scalar({
    signature: 'case(...arguments: scalar): scalar',
    doc: 'Of pairs of a predicate and a value the value of the first predicate that is true; the last argument when none is.',
    examples: [["case(1 > 2, 'a', 2 > 1, 'b', 'c')", 'b']],
    nulls: 'handled',
    returns: ({ types }) => types[types.length - 1],
    column: (vectors, length) => {
      const conditions = vectors.filter((_, i) => i % 2 === 0 && i < vectors.length - 1);
      const values = vectors.filter((_, i) => i % 2 === 1 || i === vectors.length - 1);
      return choose(conditions, values, length);
    },
  }),
  scalar({
    signature: 'coalesce(first: U, second: U, ...more: U): U',
    doc: 'The first argument that is not null, for strings the first that is not empty; up to 64 arguments.',
    examples: [["coalesce('', 'a', 'b')", 'a']],
    nulls: 'handled',
    exact: true,
    prepare: ({ types: { length } }) =>
      length > mostValues
        ? { error: `coalesce() takes 2 to ${mostValues} arguments, not ${length}` }
        : (...values) => values.find((value) => value !== null && value !== '') ?? values[values.length - 1],
    column: (vectors, length) => coalesce(vectors, length),
  }),
];

function negate(vector: Vector): Vector | undefined {
  if (vector.encoding !== 'bool') return undefined;
  const { values, nulls, length } = vector;
  const negated = new Uint8Array(length);
  if (nulls === undefined) for (let i = 0; i < length; i++) negated[i] = values[i] ^ 1;
  else for (let i = 0; i < length; i++) negated[i] = (values[i] ^ 1) & ~(nulls[i >>> 5] >>> (i & 31));
  return { ...vector, values: negated };
}

/** Row by row the value of the first condition that is true, the last value when none is. */
function choose(conditions: readonly Vector[], values: readonly Vector[], length: number): Vector {
  const type = resultType(values);
  const picked = new Uint16Array(length).fill(conditions.length);
  for (let k = conditions.length - 1; k >= 0; k--) {
    const condition = conditions[k];
    if (condition.encoding === 'constant') {
      if (condition.value === true) picked.fill(k);
    } else if (condition.encoding === 'bool') {
      const bools = condition.values;
      for (let i = 0; i < length; i++) if (bools[i] === 1) picked[i] = k;
    }
  }
  return assemble(type, values, picked, length);
}

function coalesce(vectors: readonly Vector[], length: number): Vector {
  const type = resultType(vectors);
  const picked = new Uint16Array(length).fill(vectors.length - 1);
  const isMissing = (vector: Vector): ((row: number) => boolean) => {
    if (type !== 'string') return (row) => isNullAt(vector, row);
    const read = cellReader(vector);
    return (row) => read(row) === '';
  };
  for (let k = vectors.length - 2; k >= 0; k--) {
    const missing = isMissing(vectors[k]);
    for (let i = 0; i < length; i++) if (!missing(i)) picked[i] = k;
  }
  return assemble(type, vectors, picked, length);
}

function resultType(vectors: readonly Vector[]): ScalarType {
  return vectors[0].type;
}

function assemble(type: ScalarType, vectors: readonly Vector[], picked: Uint16Array, length: number): Vector {
  if (length > 0 && picked.every((k) => k === picked[0])) {
    const only = vectors[picked[0]];
    return only.encoding === 'constant' ? constantVector(type, only.value, length) : only;
  }
  const readers = vectors.map((vector) => cellReader(vector));
  const builder = createBuilder(type);
  for (let i = 0; i < length; i++) builder.append(readers[picked[i]](i) as Cell);
  return builder.finish();
}
