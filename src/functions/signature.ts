import type { DecimalValue } from '../data/decimal.ts';
import type { Dynamic } from '../data/dynamic.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';

/**
 * A signature is text such as `substring(source: text, startingIndex: long, length?: long): string`, which TypeScript reads (RowOf) and
 * which readSignature reads at start. Types are KQL's and:
 *   text     any scalar, taken by its tostring() form: Kusto converts the arguments of most string functions
 *   string!  a string that no other type is converted to, dynamic neither
 *   number   int, long, real or decimal, as it is
 *   scalar   any type, as it is
 *   T        any type; all T of one call are brought to one common type, which T as a result names
 *   U        as T, but whole numbers and fractions among the arguments are an error
 *   array    dynamic that should hold an array
 *   bag      dynamic that should hold a bag
 *   type     a type literal, typeof(long)
 * `a|b` takes either, `name?` may be left out, `...name` may be repeated. A result `T` or `U` is the common type, `#1` the type of the first
 * argument, `typeof` the type that a type argument names.
 */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  readonly text: string;
}

export interface Parameter {
  readonly name: string;
  readonly types: readonly string[];
  readonly optional: boolean;
  readonly repeated: boolean;
}

export function readSignature(text: string): Signature {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const inner = text.slice(open + 1, close);
  const parameters = inner === '' ? [] : inner.split(', ').map(readParameter);
  return { name: text.slice(0, open), parameters, returns: text.slice(close + 3), text };
}

function readParameter(text: string): Parameter {
  const [declared, types] = text.split(': ');
  const repeated = declared.startsWith('...');
  const optional = declared.endsWith('?');
  return { name: declared.replace(/^\.\.\.|\?$/g, ''), types: types.split('|'), optional, repeated };
}

/** A long as a row function that is marked `exact` sees it. */
export type Long = number | bigint;

interface ValueTypes {
  bool: boolean;
  int: number;
  long: number;
  real: number;
  decimal: DecimalValue;
  datetime: bigint;
  timespan: bigint;
  guid: string;
  string: string;
  text: string;
  'string!': string;
  dynamic: Dynamic;
  array: Dynamic;
  bag: Dynamic;
  number: number | bigint | DecimalValue;
  scalar: Cell;
  T: Cell;
  U: Cell;
  type: ScalarType;
}

/** The JavaScript type of a value of the types `a|b`. `Exact` functions see longs as numbers or bigints. */
export type ValueOf<Types extends string, Exact extends boolean = false> = Types extends `${infer First}|${infer Rest}`
  ? ValueOf<First, Exact> | ValueOf<Rest, Exact>
  : Exact extends true
    ? Types extends 'long'
      ? Long
      : LookUp<Types>
    : LookUp<Types>;

type LookUp<Type extends string> = Type extends keyof ValueTypes ? ValueTypes[Type] : Cell;

/** The JavaScript function that a signature describes; with nulls handled every argument may be null. */
export type RowOf<
  Text extends string,
  Exact extends boolean = false,
  Null = never,
> = Text extends `${string}(${infer Inner}): ${infer Result}`
  ? (...values: Arguments<Inner, Exact, Null>) => ResultOf<Result, Exact> | null
  : never;

type ResultOf<Type extends string, Exact extends boolean> = Type extends 'long'
  ? Long
  : Type extends 'T' | 'U' | 'typeof' | `#${string}`
    ? Cell
    : ValueOf<Type, Exact>;

type Arguments<Inner extends string, Exact extends boolean, Null> = Inner extends ''
  ? []
  : Inner extends `${infer First}, ${infer Rest}`
    ? [...Argument<First, Exact, Null>, ...Arguments<Rest, Exact, Null>]
    : Argument<Inner, Exact, Null>;

type Argument<Text extends string, Exact extends boolean, Null> = Text extends `...${string}: ${infer Type}`
  ? (ValueOf<Type, Exact> | Null)[]
  : Text extends `${string}?: ${infer Type}`
    ? [(ValueOf<Type, Exact> | Null)?]
    : Text extends `${string}: ${infer Type}`
      ? [ValueOf<Type, Exact> | Null]
      : never;
