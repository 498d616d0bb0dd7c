import { createBuilder, missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { DynamicEntries, type TextEntries } from '../data/dictionary.ts';
import type { Dynamic } from '../data/dynamic.ts';
import { trueRows } from '../data/row-numbers.ts';
import type { ScalarType } from '../data/types.ts';
import { type Cell, type CodedDynamicVector, type CodedTextVector, constantVector, type Vector } from '../data/vector.ts';
import { fail } from '../errors.ts';
import { type CallSite, isCallError, type Row, type ScalarFunction } from './define.ts';
import { TruthTable } from './truth-table.ts';

/**
 * One call of a scalar function, ready to be evaluated over segments. It keeps what it has computed for the entries of a dictionary, so that
 * a function of one dictionary column runs once per distinct value over the whole query.
 */
export interface LiftedCall {
  evaluate(vectors: readonly Vector[], length: number, runtime: Runtime): Vector;
  /** Of a predicate: the rows for which it is true; undefined when it is true for all. */
  select(vectors: readonly Vector[], length: number, runtime: Runtime): Int32Array | undefined;
}

/** What a run offers to its functions. */
export interface Runtime {
  /** Called every 1,024 rows; throws when the query is cancelled or out of time. */
  interrupt(): void;
  /** Uniform in [0, 1), from the query's seed. */
  random(): number;
}

type CodedVector = CodedTextVector | CodedDynamicVector;

export function liftCall(definition: ScalarFunction, site: CallSite, type: ScalarType): LiftedCall {
  let row: Row | undefined;
  const memos = new WeakMap<object, Memo>();
  const isRowWise = definition.row !== undefined || definition.prepare !== undefined;
  const rowFunction = (runtime: Runtime): Row => {
    row ??= preparedRow(definition, site, runtime.random);
    return row;
  };
  const evaluate: LiftedCall['evaluate'] = (vectors, length, runtime) => {
    if (!definition.volatile && isRowWise && length > 0 && vectors.every((vector) => vector.encoding === 'constant')) {
      return constantVector(type, evaluateRow(definition, rowFunction(runtime), vectors, 0, type), length);
    }
    const column = definition.column?.(vectors, length, site);
    if (column !== undefined) return column;
    const coded = definition.volatile ? undefined : loneCodedVector(vectors, site);
    if (coded !== undefined) return evaluateEntries(definition, rowFunction(runtime), vectors, coded, type, memos, runtime.interrupt);
    return evaluateRows(definition, rowFunction(runtime), vectors, length, type, runtime.interrupt);
  };
  return {
    evaluate,
    select(vectors, length, runtime) {
      const coded = definition.volatile || definition.column !== undefined ? undefined : loneCodedVector(vectors, site);
      if (coded === undefined || type !== 'bool') return trueRows(evaluate(vectors, length, runtime));
      return selectByEntries(definition, rowFunction(runtime), vectors, coded, memos, runtime.interrupt);
    },
  };
}

/** The value of a call whose arguments are all constant. */
export function evaluateConstant(definition: ScalarFunction, site: CallSite, type: ScalarType): Cell {
  const vectors = site.types.map((argument, i) => constantVector(argument, site.constants[i] as Cell, 1));
  const column = definition.row === undefined && definition.prepare === undefined ? definition.column?.(vectors, 1, site) : undefined;
  if (column !== undefined) return cellReader(column)(0);
  return evaluateRow(
    definition,
    preparedRow(definition, site, () => 0),
    vectors,
    0,
    type,
  );
}

function preparedRow(definition: ScalarFunction, site: CallSite, random: () => number): Row {
  const row = definition.prepare?.(site, random) ?? definition.row;
  if (row === undefined) throw new Error(`${definition.name} has no row function for these vectors`);
  if (isCallError(row)) throw new Error(`${definition.name}: ${row.error}`);
  return row;
}

/** The one vector with codes when all others are constants of the call: a vector that is constant in this segment only does not count. */
function loneCodedVector(vectors: readonly Vector[], site: CallSite): CodedVector | undefined {
  let coded: CodedVector | undefined;
  for (let i = 0; i < vectors.length; i++) {
    const vector = vectors[i];
    if (vector.encoding === 'constant' && site.constants[i] !== undefined) continue;
    if (coded !== undefined || (vector.encoding !== 'coded-text' && vector.encoding !== 'coded-dynamic')) return undefined;
    coded = vector;
  }
  return coded;
}

/** Runs the function for those entries that occur and have not been seen before, and hands the results to the rows by code. */
function evaluateEntries(
  definition: ScalarFunction,
  row: Row,
  vectors: readonly Vector[],
  coded: CodedVector,
  type: ScalarType,
  memos: WeakMap<object, Memo>,
  interrupt: () => void,
): Vector {
  const memo = memoFor(memos, coded, type);
  // where most entries occur once, keeping their results would only fill the memory
  if (memo === undefined) return evaluateRows(definition, row, vectors, coded.length, type, interrupt);
  const size = entryCount(coded);
  const { results } = memo;
  const evaluate = rowEvaluator(definition, row, vectors, type);
  const { codes, length } = coded;
  if (memo.truth !== undefined) return memo.truth.rows(codes, length, size, evaluate, interrupt);
  // filled up to the end, because an array with far gaps turns into a hash table
  for (let code = results.length; code < size; code++) results.push(undefined);
  let calls = 0;
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    if (results[code] !== undefined) continue;
    results[code] = evaluate(i);
    if ((++calls & 1023) === 0) interrupt();
  }
  if (memo.texts !== undefined) return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary: memo.texts };
  if (memo.dynamics !== undefined)
    return { encoding: 'coded-dynamic', type: 'dynamic', length, nulls: undefined, codes, entries: memo.dynamics };
  const builder = createBuilder(type);
  for (let i = 0; i < length; i++) builder.append(results[codes[i]] as Cell);
  return builder.finish();
}

/** The rows for which a predicate over one coded vector is true. */
function selectByEntries(
  definition: ScalarFunction,
  row: Row,
  vectors: readonly Vector[],
  coded: CodedVector,
  memos: WeakMap<object, Memo>,
  interrupt: () => void,
): Int32Array | undefined {
  const truth = memoFor(memos, coded, 'bool')?.truth;
  if (truth === undefined) return trueRows(evaluateRows(definition, row, vectors, coded.length, 'bool', interrupt));
  return truth.select(coded.codes, coded.length, entryCount(coded), rowEvaluator(definition, row, vectors, 'bool'), interrupt);
}

/** What is known of the entries of a vector about to be evaluated; undefined as long as it does not pay to keep that. */
function memoFor(memos: WeakMap<object, Memo>, coded: CodedVector, type: ScalarType): Memo | undefined {
  const key = coded.encoding === 'coded-text' ? coded.dictionary : coded.entries;
  let memo = memos.get(key);
  if (memo === undefined) {
    memo = createMemo(type);
    memos.set(key, memo);
  }
  memo.rows += coded.length;
  return entryCount(coded) * 2 > memo.rows ? undefined : memo;
}

function entryCount(coded: CodedVector): number {
  return coded.encoding === 'coded-text' ? coded.dictionary.entries.length : coded.entries.size;
}

/**
 * Results by code, undefined where the code has not occurred. The entries that the result vectors point into are one object over all
 * segments, because the next function keeps its own results under it.
 */
interface Memo {
  /** How many rows have asked so far. */
  rows: number;
  readonly results: (Cell | undefined)[];
  readonly texts: TextEntries | undefined;
  readonly dynamics: DynamicEntries | undefined;
  /** The results of a predicate, instead of all these. */
  readonly truth: TruthTable | undefined;
}

function createMemo(type: ScalarType): Memo {
  const results: (Cell | undefined)[] = [];
  return {
    rows: 0,
    results,
    texts: type === 'string' ? { entries: results as string[] } : undefined,
    dynamics: type === 'dynamic' ? DynamicEntries.ofValues(results as Dynamic[]) : undefined,
    truth: type === 'bool' ? new TruthTable() : undefined,
  };
}

function evaluateRows(
  definition: ScalarFunction,
  row: Row,
  vectors: readonly Vector[],
  length: number,
  type: ScalarType,
  interrupt: () => void,
): Vector {
  const evaluate = rowEvaluator(definition, row, vectors, type);
  const builder = createBuilder(type);
  for (let i = 0; i < length; i++) {
    builder.append(evaluate(i));
    if ((i & 1023) === 1023) interrupt();
  }
  return builder.finish();
}

function evaluateRow(definition: ScalarFunction, row: Row, vectors: readonly Vector[], index: number, type: ScalarType): Cell {
  return rowEvaluator(definition, row, vectors, type)(index);
}

/** The function of one row: reads the arguments, applies the null rule, calls. Results are in the one form that cells have. */
function rowEvaluator(definition: ScalarFunction, row: Row, vectors: readonly Vector[], type: ScalarType): (index: number) => Cell {
  const call = row as (...values: Cell[]) => Cell;
  const readers = vectors.map((vector, i) => argumentReader(definition, vector, i));
  const missing = missingCell(type);
  const propagate = definition.nulls === 'propagate';
  const finish = resultReader(type, missing);
  const [first, second, third] = readers;
  switch (readers.length) {
    case 0:
      return () => finish(call());
    case 1:
      return (index) => {
        const a = first(index);
        return propagate && a === null ? missing : finish(call(a));
      };
    case 2:
      return (index) => {
        const a = first(index);
        const b = second(index);
        return propagate && (a === null || b === null) ? missing : finish(call(a, b));
      };
    case 3:
      return (index) => {
        const a = first(index);
        const b = second(index);
        const c = third(index);
        return propagate && (a === null || b === null || c === null) ? missing : finish(call(a, b, c));
      };
  }
  return (index) => {
    const values = new Array<Cell>(readers.length);
    for (let i = 0; i < readers.length; i++) {
      values[i] = readers[i](index);
      if (propagate && values[i] === null) return missing;
    }
    return finish(call(...values));
  };
}

function resultReader(type: ScalarType, missing: Cell): (value: Cell) => Cell {
  if (type === 'string') return (value) => (value === null ? missing : value);
  if (type === 'real') return (value) => value;
  // a bigint that a long fits into a number is made one, so that equal longs are equal cells
  if (type === 'long') {
    return (value) => (typeof value === 'bigint' && value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value);
  }
  return (value) => value;
}

/** Longs that a number cannot hold are a bigint to functions that are exact, the nearest number to those that saturate, else refused. */
function argumentReader(definition: ScalarFunction, vector: Vector, index: number): (row: number) => Cell {
  const read = cellReader(vector);
  if (vector.type !== 'long' || definition.longs === 'exact') return read;
  const { parameters } = definition.signature;
  const parameter = parameters[Math.min(index, parameters.length - 1)];
  if (parameter.types.includes('scalar') || parameter.types.includes('T')) return read;
  if (definition.longs === 'saturate') {
    return (row) => {
      const value = read(row);
      return typeof value === 'bigint' ? (value < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER) : value;
    };
  }
  return (row) => {
    const value = read(row);
    if (typeof value === 'bigint') {
      fail('unsupported', `${definition.name}() of a long beyond 2^53 (${value}) is not supported: ${parameter.name} would lose digits`);
    }
    return value;
  };
}
