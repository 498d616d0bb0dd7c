import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectorOf } from '../../src/data/builder.ts';
import { cellReader, longCell } from '../../src/data/cells.ts';
import { type Dynamic, dynamicOfCell } from '../../src/data/dynamic.ts';
import { dynamicToJson } from '../../src/data/json.ts';
import { cellToJson, jsonReader } from '../../src/data/json-safe.ts';
import { validDatetime } from '../../src/data/ticks.ts';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import { type AggregateFunction, type Aggregator, type CallSite, isCallError } from '../../src/functions/define.ts';
import { functions } from '../../src/functions/index.ts';
import type { Parameter } from '../../src/functions/signature.ts';
import { cell, close, encoded, scalarTypes } from './columns.ts';

await functions.fetchAll();

const groupCount = 4;

/** Rows of one aggregate call: the group and the arguments of each. */
type Row = readonly [group: number, ...cells: Cell[]];

/** A call that can be made, and what its rows look like. */
interface Call {
  readonly definition: AggregateFunction;
  readonly site: CallSite;
}

const constants: Readonly<Record<string, { type: ScalarType; value: Cell }>> = {
  accuracy: { type: 'long', value: 2 },
  maxSize: { type: 'long', value: 3 },
  percentile: { type: 'real', value: 50 },
  more: { type: 'real', value: 99.9 },
  percentiles: { type: 'dynamic', value: [0, 50, 100] },
};

/** The calls of one overload: with every type that it takes, with and without its optional arguments. */
function callsOf(definition: AggregateFunction): Call[] {
  let lists: { type: ScalarType; value?: Cell }[][] = [[]];
  for (const parameter of definition.signature.parameters) {
    const choices = argumentsFor(definition, parameter);
    const with_ = lists.flatMap((list) => choices.map((choice) => [...list, choice]));
    lists = parameter.optional || parameter.repeated ? [...lists, ...with_] : with_;
  }
  return lists
    .map((list) => ({ definition, site: { types: list.map(({ type }) => type), constants: list.map(({ value }) => value) } }))
    .filter(({ site }) => !isCallError(definition.create(site)));
}

function argumentsFor(definition: AggregateFunction, { name, types }: Parameter): { type: ScalarType; value?: Cell }[] {
  if (definition.constant.includes(name)) return [constants[name]];
  const named = types.includes('scalar') ? scalarTypes : types.map((type) => (type === 'text' ? 'string' : type) as ScalarType);
  // the second argument and those after it see fewer types, or there would be hundreds of combinations
  return (name === 'returned' || name === 'more' ? (['string', 'long'] as const) : named).map((type) => ({ type }));
}

/** Rows for a call; the states that *_merge functions take come from the functions that make them. */
function rowsOf({ definition, site }: Call): fc.Arbitrary<Row[]> {
  const cells = site.types.map((type, i) => {
    if (site.constants[i] !== undefined) return fc.constant(site.constants[i] as Cell);
    const { name } = definition.signature.parameters[Math.min(i, definition.signature.parameters.length - 1)];
    if (name === 'hll') return fc.array(cell('string'), { maxLength: 4 }).map((list) => stateOf('hll', 'string', list));
    if (name === 'tdigest') return fc.array(cell('int'), { maxLength: 4 }).map((list) => stateOf('tdigest', 'long', list));
    return /^(stdev|variance|covariance)/.test(definition.name) ? cell(type).filter((value) => isModerate(type, value)) : cell(type);
  });
  return fc.array(fc.tuple(fc.nat(groupCount - 1), ...cells), { maxLength: 24 }) as fc.Arbitrary<Row[]>;
}

/** Whether sums of products of such values keep the digits that the comparison looks at, whatever their order. */
function isModerate(type: ScalarType, value: Cell): boolean {
  if (value === null || type === 'bool' || type === 'decimal') return true;
  const number = type === 'datetime' ? Number((value as bigint) - 638_000_000_000_000_000n) : Number(value);
  return Math.abs(number) <= 1e6;
}

function stateOf(name: string, type: ScalarType, list: readonly Cell[]): Dynamic {
  const [definition] = functions.aggregates.get(name) as readonly AggregateFunction[];
  const aggregator = definition.create({ types: [type], constants: [undefined] }) as Aggregator;
  aggregator.resize(1);
  aggregator.add(new Int32Array(list.length), list.length, [vectorOf(type, list)]);
  return cellReader(aggregator.results(1)[0])(0) as Dynamic;
}

/** Hands rows to an aggregator in segments of at most seven, each in an encoding of its own. */
function feed(
  aggregator: Aggregator,
  { site }: Call,
  rows: readonly Row[],
  encodings: readonly number[],
  groupOf: (group: number) => number,
): void {
  for (let start = 0; start < rows.length; start += 7) {
    const part = rows.slice(start, start + 7);
    // the array of groups may be longer than the segment
    const groups = new Int32Array(part.length + 3).fill(-1);
    part.forEach(([group], i) => {
      groups[i] = groupOf(group);
    });
    const vectors = site.types.map((type, k) =>
      encoded(
        type,
        part.map((row) => row[k + 1]),
        encodings[(start + k) % encodings.length],
      ),
    );
    aggregator.add(groups, part.length, vectors);
  }
}

/** Which group of the one each group of the other becomes: several may become one where the order of rows does not show in the result. */
function mappingFor({ name }: AggregateFunction): fc.Arbitrary<number[]> {
  if (!/^(make|arg|take_any|any|hll)/.test(name)) return fc.array(fc.nat(groupCount - 1), { minLength: groupCount, maxLength: groupCount });
  const groups = Array.from({ length: groupCount }, (_, i) => i);
  return fc.shuffledSubarray(groups, { minLength: groupCount });
}

function createSized(call: Call): Aggregator {
  const aggregator = call.definition.create(call.site) as Aggregator;
  aggregator.resize(groupCount);
  return aggregator;
}

function resultsOf(aggregator: Aggregator, { definition, site }: Call): unknown[] {
  const vectors = aggregator.results(groupCount);
  const outputs = definition.outputs(
    site,
    site.types.map((_, i) => `c${i}`),
  );
  expect(vectors.map(({ type }) => type)).toEqual(outputs.map(({ type }) => type));
  return vectors.map((vector) => {
    expect(vector.length).toBe(groupCount);
    const read = jsonReader(vector);
    return Array.from({ length: groupCount }, (_, group) => read(group));
  });
}

const encodings = fc.array(fc.nat(11), { minLength: 3, maxLength: 7 });
/** passthrough() takes equal values only, which random rows seldom are. */
const definitions = [...functions.aggregates.values()].flat().filter(({ name }) => name !== 'passthrough');

describe('two aggregators merged are one over all rows', () => {
  for (const definition of definitions) {
    it(definition.signature.text, () => {
      const calls = callsOf(definition);
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) {
        const mapping = mappingFor(definition);
        fc.assert(
          fc.property(rowsOf(call), rowsOf(call), encodings, mapping, (first, second, choices, map) => {
            const whole = createSized(call);
            feed(whole, call, first, choices, (group) => group);
            feed(whole, call, second, choices, (group) => map[group]);
            const target = createSized(call);
            const other = createSized(call);
            feed(target, call, first, choices, (group) => group);
            feed(other, call, second, choices, (group) => group);
            target.merge(other, Int32Array.from(map));
            const [actual, expected] = [resultsOf(target, call), resultsOf(whole, call)];
            if (!close(actual, expected)) expect(actual, `over ${call.site.types.join(', ')}`).toEqual(expected);
          }),
          { numRuns: Math.max(20, Math.ceil(300 / calls.length)) },
        );
      }
    });
  }
});

/** What an aggregate gives for the rows of one group, said as plainly as can be. Longs and ticks are bigints, nulls are gone. */
const plain: Readonly<Record<string, (values: readonly Cell[], type: ScalarType) => unknown>> = {
  sum: (values, type) => {
    if (type === 'datetime') return validDatetime(sumOf(values));
    return type === 'real' ? reals(values).reduce((sum, value) => sum + value, 0) : wrap(sumOf(values));
  },
  avg: (values, type) => {
    if (type === 'timespan' || type === 'datetime') return values.length === 0 ? null : sumOf(values) / BigInt(values.length);
    const sum = type === 'real' ? reals(values).reduce((total, value) => total + value, 0) : Number(wrap(sumOf(values)));
    return sum / values.length;
  },
  min: (values, type) => extreme(values, type, -1),
  max: (values, type) => extreme(values, type, 1),
  dcount: (values) => BigInt(new Set(values.map(String)).size),
  count_distinct: (values) => BigInt(new Set(values.map(String)).size),
  make_list: (values, type) => values.map((value) => dynamicToJson(dynamicOfCell(type, value))),
  make_set: (values, type) =>
    values.filter((value, i) => values.map(String).indexOf(String(value)) === i).map((value) => dynamicToJson(dynamicOfCell(type, value))),
  percentile: (values, type) => {
    const sorted = [...values].sort((a, b) => compare(type, a, b));
    return sorted.length === 0 ? null : sorted[Math.ceil(sorted.length / 2) - 1];
  },
  stdev: (values, type) => Math.sqrt(varianceOf(values, type, 1)),
  stdevp: (values, type) => Math.sqrt(varianceOf(values, type, 0)),
  variance: (values, type) => varianceOf(values, type, 1),
  variancep: (values, type) => varianceOf(values, type, 0),
  binary_all_and: (values) => (values.length === 0 ? null : values.map((value) => BigInt(value as number)).reduce((a, b) => a & b)),
  binary_all_or: (values) => (values.length === 0 ? null : values.map((value) => BigInt(value as number)).reduce((a, b) => a | b)),
  binary_all_xor: (values) => (values.length === 0 ? null : values.map((value) => BigInt(value as number)).reduce((a, b) => a ^ b)),
};

function reals(values: readonly Cell[]): number[] {
  return values as number[];
}

function sumOf(values: readonly Cell[]): bigint {
  return values.reduce((sum: bigint, value) => sum + BigInt(value as number | bigint), 0n);
}

function wrap(sum: bigint): bigint {
  return BigInt.asIntN(64, sum);
}

function extreme(values: readonly Cell[], type: ScalarType, sign: 1 | -1): Cell {
  if (type === 'real' && values.some((value) => Number.isNaN(value))) return Number.NaN;
  return values.reduce((best: Cell, value) => (best === null || compare(type, value, best) * sign > 0 ? value : best), null);
}

function compare(type: ScalarType, a: Cell, b: Cell): number {
  if (type === 'string') return Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

function varianceOf(values: readonly Cell[], type: ScalarType, correction: number): number {
  if (values.length < 2) return 0;
  const offset = type === 'datetime' ? (values[0] as bigint) : 0n;
  const numbers = values.map((value) => (type === 'real' ? (value as number) : Number(BigInt(value as number | bigint) - offset)));
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (numbers.length - correction);
  // the engine rounds a variance to ten decimals
  return variance < 1e5 ? Number(variance.toFixed(10)) : variance;
}

describe('aggregates give what a plain fold gives', () => {
  for (const [name, fold] of Object.entries(plain)) {
    it(name, () => {
      for (const definition of functions.aggregates.get(name) as readonly AggregateFunction[]) {
        for (const call of callsOf(definition)) {
          const [type] = call.site.types;
          if (
            type === 'dynamic' ||
            type === 'decimal' ||
            (call.site.types.length > 1 && call.site.constants[1] === constants.maxSize.value)
          )
            continue;
          fc.assert(
            fc.property(rowsOf(call), encodings, (rows, choices) => {
              const aggregator = createSized(call);
              feed(aggregator, call, rows, choices, (group) => group);
              const [vector] = aggregator.results(groupCount);
              const read = jsonReader(vector);
              for (let group = 0; group < groupCount; group++) {
                const values = rows.filter((row) => row[0] === group && row[1] !== null).map((row) => row[1]);
                const expected = fold(values, type);
                const shown = Array.isArray(expected) ? expected : cellToJson(vector.type, canonical(vector.type, expected as Cell));
                if (!close(read(group), shown)) expect(read(group), `over ${type}`).toEqual(shown);
              }
            }),
            { numRuns: 300 },
          );
        }
      }
    });
  }
});

/** The form that a cell of the type has; a missing string is ''. */
function canonical(type: ScalarType, value: Cell): Cell {
  if (type === 'string') return value ?? '';
  if (typeof value === 'bigint' && type !== 'datetime' && type !== 'timespan') return longCell(value);
  return value;
}

describe('an aggregator that has seen nothing gives a row a group, and can be merged', () => {
  for (const definition of definitions) {
    it(definition.signature.text, () => {
      for (const call of callsOf(definition)) {
        const target = createSized(call);
        const nothing = resultsOf(target, call);
        target.merge(
          createSized(call),
          Int32Array.from({ length: groupCount }, (_, i) => i),
        );
        expect(resultsOf(target, call)).toEqual(nothing);
      }
    });
  }
});
