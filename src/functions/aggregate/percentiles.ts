import { type DecimalValue, decimalToReal, isDecimal } from '../../data/decimal.ts';
import { type Dynamic, isArray, numberIn } from '../../data/dynamic.ts';
import type { ScalarType } from '../../data/types.ts';
import { type AggregateFunction, type Aggregator, aggregate, type CallError, type CallSite, type Output } from '../define.ts';
import { Percentiles } from './percentile-values.ts';

/**
 * percentile, percentiles and their weighted and array forms: the value at the nearest rank of all values, exactly, where Kusto estimates
 * when there are many; null for no values. Manual pages percentiles-aggregation-function, percentilesw-aggregation-function.
 */
const value = 'expression: scalar';
const weighted = `${value}, weight: long`;
const one = 'percentile: real|decimal';
const several = `${one}, ...more: real|decimal`;

export const percentileFunctions: readonly AggregateFunction[] = [
  percentile('percentile', value, one, 'The value that the given percentage of the values do not exceed.'),
  percentile('percentiles', value, several, 'The values that each of the given percentages of the values do not exceed.'),
  percentile(
    'percentilew',
    weighted,
    one,
    'The value that the given percentage of the values do not exceed, each counting as often as its weight says.',
  ),
  percentile(
    'percentilesw',
    weighted,
    several,
    'The values that each of the given percentages of the values do not exceed, each counting as often as its weight says.',
  ),
  ...percentileArrays('percentiles_array', value, 'The percentiles of the values as an array.'),
  ...percentileArrays('percentilesw_array', weighted, 'The percentiles of the values, weighted, as an array.'),
];

function percentile(name: string, values: string, percentiles: string, doc: string): AggregateFunction {
  const first = values === weighted ? 2 : 1;
  return aggregate({
    signature: `${name}(${values}, ${percentiles}): #1`,
    doc,
    prefix: 'percentile',
    constant: percentiles === one ? ['percentile'] : ['percentile', 'more'],
    create: (site) => createPercentiles(name, site, first, false),
    outputs: ({ types: [type], constants }, [argument]) =>
      constants
        .slice(first)
        .map((constant): Output => ({ name: `percentile_${argument ?? ''}_${nameOf(constant)}`, type: resultType(type) })),
  });
}

function percentileArrays(name: string, values: string, doc: string): AggregateFunction[] {
  const first = values === weighted ? 2 : 1;
  const create = (site: CallSite): Aggregator | CallError => createPercentiles(name, site, first, true);
  const prefix = 'percentiles';
  return [
    aggregate({ signature: `${name}(${values}, ${several}): dynamic`, doc, prefix, constant: ['percentile', 'more'], create }),
    aggregate({ signature: `${name}(${values}, percentiles: dynamic): dynamic`, doc, prefix, constant: ['percentiles'], create }),
  ];
}

function createPercentiles(name: string, { types, constants }: CallSite, first: number, asArray: boolean): Aggregator | CallError {
  const [type] = types;
  // Kusto takes these too, but nothing says how they are ordered
  if (type === 'dynamic' || type === 'guid')
    return { error: `${name}() of ${type} values is not supported`, argument: 0, unsupported: true };
  const percentiles: number[] = [];
  for (let argument = first; argument < constants.length; argument++) {
    const constant = constants[argument];
    // not known before data has been read
    if (constant === undefined) continue;
    const given = numbersIn(constant as Dynamic);
    if (given === undefined) return { error: `${name}() takes percentiles as numbers or as an array of numbers`, argument };
    const outside = given.find((number) => !(number >= 0 && number <= 100));
    if (outside !== undefined)
      return { error: `${name}() of a percentile outside 0 to 100 (${outside}) is not supported`, argument, unsupported: true };
    percentiles.push(...given);
  }
  return new Percentiles(type, percentiles, { weighted: first === 2, asArray, resultType: resultType(type) });
}

/** An int becomes a long, a decimal a real. */
function resultType(type: ScalarType): ScalarType {
  return type === 'int' ? 'long' : type === 'decimal' ? 'real' : type;
}

function numbersIn(constant: Dynamic): number[] | undefined {
  const numbers = (isArray(constant) ? constant : [constant]).map(numberIn);
  return numbers.includes(undefined) ? undefined : (numbers as number[]);
}

/** 99.9 is `99_9`. */
function nameOf(constant: CallSite['constants'][number]): string {
  if (constant === undefined || constant === null) return '';
  return String(isDecimal(constant) ? decimalToReal(constant as DecimalValue) : constant).replace(/[^0-9A-Za-z]/g, '_');
}
