import { type Bounds, knownBounds } from '../../data/bounds.ts';
import { compareDecimals, type DecimalValue } from '../../data/decimal.ts';
import { type Dynamic, dynamicOfCell, numberIn, sameDynamic } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import { type BoolVector, type Cell, type ConstantVector, constantVector, type Vector } from '../../data/vector.ts';
import { baseOf, clearNulls, doublesOf, int64sOf, intersectBitmaps, nullsOfAny } from '../columnar.ts';
import { type ScalarFunction, scalar } from '../define.ts';
import * as kernels from '../kernels.generated.ts';

/**
 * `== != < <= > >=`. The binder brings both operands to one type (int is widened to long) or leaves a dynamic on either side. Null follows
 * the engine: == and != with one null are false and true, with two null; the orders with any null are null.
 */
type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';

interface Kernels {
  readonly int32Constant: (a: Int32Array, b: number, out: Uint8Array, length: number) => void;
  readonly doublesConstant: (a: Float64Array, b: number, out: Uint8Array, length: number) => void;
  readonly int64Constant: (a: BigInt64Array, b: bigint, out: Uint8Array, length: number) => void;
  readonly doubles: (a: Float64Array, b: Float64Array, out: Uint8Array, length: number) => void;
  readonly int64: (a: BigInt64Array, b: BigInt64Array, out: Uint8Array, length: number) => void;
}

const kernelsOf: Readonly<Record<Operator, Kernels>> = {
  '==': {
    int32Constant: kernels.equalInt32Constant,
    doublesConstant: kernels.equalDoublesConstant,
    int64Constant: kernels.equalInt64Constant,
    doubles: kernels.equalDoubles,
    int64: kernels.equalInt64,
  },
  '!=': {
    int32Constant: kernels.notEqualInt32Constant,
    doublesConstant: kernels.notEqualDoublesConstant,
    int64Constant: kernels.notEqualInt64Constant,
    doubles: kernels.notEqualDoubles,
    int64: kernels.notEqualInt64,
  },
  '<': {
    int32Constant: kernels.lessInt32Constant,
    doublesConstant: kernels.lessDoublesConstant,
    int64Constant: kernels.lessInt64Constant,
    doubles: kernels.lessDoubles,
    int64: kernels.lessInt64,
  },
  '<=': {
    int32Constant: kernels.lessOrEqualInt32Constant,
    doublesConstant: kernels.lessOrEqualDoublesConstant,
    int64Constant: kernels.lessOrEqualInt64Constant,
    doubles: kernels.lessOrEqualDoubles,
    int64: kernels.lessOrEqualInt64,
  },
  '>': {
    int32Constant: kernels.greaterInt32Constant,
    doublesConstant: kernels.greaterDoublesConstant,
    int64Constant: kernels.greaterInt64Constant,
    doubles: kernels.greaterDoubles,
    int64: kernels.greaterInt64,
  },
  '>=': {
    int32Constant: kernels.greaterOrEqualInt32Constant,
    doublesConstant: kernels.greaterOrEqualDoublesConstant,
    int64Constant: kernels.greaterOrEqualInt64Constant,
    doubles: kernels.greaterOrEqualDoubles,
    int64: kernels.greaterOrEqualInt64,
  },
};

/** The operator with its operands the other way round. */
const mirrored: Readonly<Record<Operator, Operator>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const orderTypes: readonly ScalarType[] = ['long', 'real', 'decimal', 'datetime', 'timespan', 'bool'];
const equalityTypes: readonly ScalarType[] = [...orderTypes, 'string', 'guid'];

export const comparisonFunctions: readonly ScalarFunction[] = [
  ...equalityTypes.flatMap((type) => [comparison('==', type), comparison('!=', type)]),
  ...orderTypes.flatMap((type) => (['<', '<=', '>', '>='] as const).map((operator) => comparison(operator, type))),
  ...(['==', '!=', '<', '<=', '>', '>='] as const).flatMap(dynamicComparisons),
];

function comparison(operator: Operator, type: ScalarType): ScalarFunction {
  const test = cellTest(operator, type);
  return scalar({
    signature: `${operator}(left: ${type}, right: ${type}): bool` as '==(left: scalar, right: scalar): bool',
    doc: `Whether left ${operator} right.`,
    nulls: 'handled',
    exact: true,
    row: (left, right) => withNulls(operator, left, right, test),
    column:
      type === 'long' || type === 'real' || type === 'datetime' || type === 'timespan'
        ? ([a, b], length) => compareColumns(operator, a, b, length)
        : undefined,
  });
}

function withNulls(operator: Operator, left: Cell, right: Cell, test: (left: Cell, right: Cell) => boolean): boolean | null {
  if (left !== null && right !== null) return test(left, right);
  if (operator === '==' || operator === '!=') return left === right ? null : operator === '!=';
  return null;
}

function cellTest(operator: Operator, type: ScalarType): (left: Cell, right: Cell) => boolean {
  if (type === 'decimal') {
    const order = orderTest(operator);
    return (left, right) => order(compareDecimals(left as DecimalValue, right as DecimalValue), 0);
  }
  return orderTest(operator) as (left: Cell, right: Cell) => boolean;
}

/** JavaScript compares a number with a bigint by value, and equal longs are equal cells. */
function orderTest(operator: Operator): (left: number, right: number) => boolean {
  switch (operator) {
    case '==':
      return (left, right) => left === right;
    case '!=':
      return (left, right) => left !== right;
    case '<':
      return (left, right) => left < right;
    case '<=':
      return (left, right) => left <= right;
    case '>':
      return (left, right) => left > right;
    case '>=':
      return (left, right) => left >= right;
  }
}

/** A dynamic beside another type: equal when it holds that very value; ordered when it holds a number and the other is one. */
function dynamicComparisons(operator: Operator): ScalarFunction[] {
  const make = (signature: string, dynamicFirst: boolean): ScalarFunction =>
    scalar({
      signature: signature as '==(left: dynamic, right: scalar): bool',
      doc: `Whether left ${operator} right, a dynamic value counting as what it holds.`,
      nulls: 'handled',
      exact: true,
      prepare: ({ types }) => {
        const type = types[dynamicFirst ? 1 : 0];
        const effective = dynamicFirst ? operator : mirrored[operator];
        return (left, right) => {
          const value = (dynamicFirst ? left : right) as Dynamic;
          const other = dynamicOfCell(type, (dynamicFirst ? right : left) as Cell);
          return withNulls(
            effective,
            value as Cell,
            other as Cell,
            (a, b) => compareDynamic(effective, a as Dynamic, b as Dynamic) ?? false,
          );
        };
      },
    });
  return [make(`${operator}(left: dynamic, right: scalar): bool`, true), make(`${operator}(left: scalar, right: dynamic): bool`, false)];
}

function compareDynamic(operator: Operator, left: Dynamic, right: Dynamic): boolean | null {
  if (operator === '==') return sameDynamic(left, right);
  if (operator === '!=') return !sameDynamic(left, right);
  const [a, b] = [numberIn(left), numberIn(right)];
  if (a === undefined || b === undefined) return false;
  // two longs are compared exactly, whatever their size
  const exact = (typeof left === 'number' || typeof left === 'bigint') && (typeof right === 'number' || typeof right === 'bigint');
  return orderTest(operator)((exact ? left : a) as number, (exact ? right : b) as number);
}

function compareColumns(operator: Operator, a: Vector, b: Vector, length: number): Vector | undefined {
  if (a.encoding === 'constant') return b.encoding === 'constant' ? undefined : compareWithConstant(mirrored[operator], b, a, length);
  if (b.encoding === 'constant') return compareWithConstant(operator, a, b, length);
  const out = new Uint8Array(length);
  const set = kernelsOf[operator];
  const [x, y] = baseOf(a) === baseOf(b) ? [doublesOf(a), doublesOf(b)] : [undefined, undefined];
  if (x !== undefined && y !== undefined) set.doubles(x, y, out, length);
  else set.int64(int64sOf(a), int64sOf(b), out, length);
  return finish(operator, a, b, out, length);
}

/** Compares a vector with a constant, as the operator does; undefined for types that are compared row by row. */
export function compareWithConstant(operator: Operator, vector: Vector, { value }: ConstantVector, length: number): Vector | undefined {
  if (value === null) {
    // beside a null constant only != has true rows, and == and != are null where both are
    if (operator !== '==' && operator !== '!=') return constantVector('bool', null, length);
    const values = new Uint8Array(length).fill(operator === '!=' ? 1 : 0);
    if (vector.nulls !== undefined) clearNulls(values, vector.nulls);
    return { encoding: 'bool', type: 'bool', length, nulls: vector.nulls, values };
  }
  if ((vector.encoding === 'int32' || vector.encoding === 'offset') && vector.nulls === undefined) {
    const bounds = knownBounds(vector.values);
    const decided = bounds && decide(operator, bounds, shifted(value as number | bigint, baseOf(vector)));
    if (decided !== undefined) return constantVector('bool', decided, length);
  }
  const out = new Uint8Array(length);
  const set = kernelsOf[operator];
  switch (vector.encoding) {
    case 'int32':
      set.int32Constant(vector.values, shifted(value as number | bigint, 0n), out, length);
      break;
    case 'offset':
      set.doublesConstant(vector.values, shifted(value as number | bigint, vector.base), out, length);
      break;
    case 'real':
      set.doublesConstant(vector.values, value as number, out, length);
      break;
    case 'int64':
      set.int64Constant(vector.values, BigInt(value as number | bigint), out, length);
      break;
    default:
      return undefined;
  }
  return finish(operator, vector, undefined, out, length);
}

/** What comparing every value between two bounds with a constant gives, undefined where it is not the same for all. */
function decide(operator: Operator, { least, greatest }: Bounds, value: number): boolean | undefined {
  switch (operator) {
    case '==':
      return value < least || value > greatest ? false : undefined;
    case '!=':
      return value < least || value > greatest ? true : undefined;
    case '<':
      return greatest < value ? true : least >= value ? false : undefined;
    case '<=':
      return greatest <= value ? true : least > value ? false : undefined;
    case '>':
      return least > value ? true : greatest <= value ? false : undefined;
    case '>=':
      return least >= value ? true : greatest < value ? false : undefined;
  }
}

/** The constant beside the base of a vector; far outside the vector's range it is as good as infinite. */
function shifted(value: number | bigint, base: bigint): number {
  if (base === 0n && typeof value === 'number') return value;
  const distance = BigInt(value) - base;
  if (distance > 9007199254740992n) return Number.POSITIVE_INFINITY;
  return distance < -9007199254740992n ? Number.NEGATIVE_INFINITY : Number(distance);
}

/** Applies the null rules to what the kernel computed on all rows. */
function finish(operator: Operator, a: Vector, b: Vector | undefined, values: Uint8Array, length: number): BoolVector {
  const either = nullsOfAny(b === undefined ? [a] : [a, b]);
  if (either === undefined || either === 'all') return { encoding: 'bool', type: 'bool', length, nulls: undefined, values };
  if (operator !== '==' && operator !== '!=') {
    clearNulls(values, either);
    return { encoding: 'bool', type: 'bool', length, nulls: either, values };
  }
  const one = operator === '!=' ? 1 : 0;
  for (let i = 0; i < length; i++) if (((either[i >>> 5] >>> (i & 31)) & 1) !== 0) values[i] = one;
  const both = b === undefined ? undefined : intersectBitmaps(a.nulls, b.nulls);
  if (both !== undefined) clearNulls(values, both);
  return { encoding: 'bool', type: 'bool', length, nulls: both, values };
}
