import type { ScalarType } from '../data/types.ts';
import type { Cell, Vector } from '../data/vector.ts';
import { type RowOf, readSignature, type Signature } from './signature.ts';

/** What is known of a call when it is bound: the argument types, and the values of those arguments that are constant. */
export interface CallSite {
  readonly types: readonly ScalarType[];
  /** undefined where the argument is no constant; a constant null is null. */
  readonly constants: readonly (Cell | undefined)[];
}

/** What is wrong with the constants of a call: it makes the query an error at that argument. */
export interface CallError {
  readonly error: string;
  readonly argument?: number;
  readonly unsupported?: boolean;
}

export type Row = (...values: never[]) => Cell;

/**
 * How a call without a name of its own is named: 'none'; 'argument', as its first argument; a prefix: `strlen(s)` is `strlen_s`; or fixed.
 * The prefix form has no name either when its argument has none.
 */
export type Naming = 'none' | 'argument' | { readonly prefix: string } | { readonly fixed: string };

export type Example = readonly [expression: string, result: unknown];

interface Described {
  readonly name: string;
  readonly signature: Signature;
  readonly doc: string;
  readonly examples: readonly Example[];
  readonly naming: Naming;
  /** Parameters whose argument must be a constant. */
  readonly constant: readonly string[];
  /** The name to use instead of an old one. */
  readonly insteadOf: string | undefined;
}

export interface ScalarFunction extends Described {
  readonly kind: 'scalar';
  /** 'propagate': any null argument gives null; 'handled': the function sees nulls. */
  readonly nulls: 'propagate' | 'handled';
  /** Gives another value each time, so that nothing is folded or shared. */
  readonly volatile: boolean;
  /** What it does with a long beyond ±(2^53−1): sees it as a bigint, takes it as the nearest safe integer, or refuses it. */
  readonly longs: 'exact' | 'saturate' | 'refuse';
  readonly row: Row | undefined;
  /** Makes the row function for one call; where given, `row` is not. `random` is for volatile functions, uniform in [0, 1). */
  readonly prepare: ((site: CallSite, random: () => number) => Row | CallError) | undefined;
  /** A vectorised form; undefined as its answer means that these vectors go row by row. */
  readonly column: ((vectors: readonly Vector[], length: number, site: CallSite) => Vector | undefined) | undefined;
  /** The columns of a function that gives several (series_stats …): the row function then gives a list of cells, one a column. */
  readonly outputs: ((site: CallSite, names: readonly (string | undefined)[]) => readonly Output[]) | undefined;
  /** What a call with several outputs is where one value is expected: its first output, or an array of all of them. */
  readonly asValue: 'first' | 'array';
  /** The result type where the signature cannot say it. */
  readonly returns: ((site: CallSite) => ScalarType) | undefined;
}

interface ScalarOptions<Text extends string, Exact extends boolean, Handled extends 'propagate' | 'handled'> {
  signature: Text;
  doc: string;
  examples?: readonly Example[];
  naming?: Naming;
  constant?: readonly string[];
  insteadOf?: string;
  nulls?: Handled;
  volatile?: boolean;
  /** Longs arrive as number | bigint, whichever holds them. */
  exact?: Exact;
  /** A long beyond ±(2^53−1) arrives as the nearest number within: right for positions, lengths and counts. */
  saturate?: boolean;
  row?: RowOf<Text, Exact, Handled extends 'handled' ? null : never>;
  prepare?: (site: CallSite, random: () => number) => RowOf<Text, Exact, Handled extends 'handled' ? null : never> | CallError;
  column?: (vectors: readonly Vector[], length: number, site: CallSite) => Vector | undefined;
  outputs?: ScalarFunction['outputs'];
  asValue?: ScalarFunction['asValue'];
  returns?: (site: CallSite) => ScalarType;
}

/** A scalar function; one entry an overload. */
export function scalar<Text extends string, Exact extends boolean = false, Handled extends 'propagate' | 'handled' = 'propagate'>(
  options: ScalarOptions<Text, Exact, Handled>,
): ScalarFunction {
  return {
    ...describe(options),
    kind: 'scalar',
    nulls: options.nulls ?? 'propagate',
    volatile: options.volatile ?? false,
    longs: options.exact ? 'exact' : options.saturate ? 'saturate' : 'refuse',
    row: options.row as Row | undefined,
    prepare: options.prepare as ScalarFunction['prepare'],
    column: options.column,
    outputs: options.outputs,
    asValue: options.asValue ?? 'first',
    returns: options.returns,
  };
}

/** The same function under another name. */
export function renamed<Definition extends Described>(definition: Definition, name: string, insteadOf?: string): Definition {
  const text = name + definition.signature.text.slice(definition.signature.text.indexOf('('));
  return { ...definition, name, signature: readSignature(text), insteadOf, examples: [] };
}

/** One column of a call that gives one or several; without a name the operator's rule names it. */
export interface Output {
  readonly name: string | undefined;
  readonly type: ScalarType;
}

/** The state of one aggregate over many groups; a group is a small integer. */
export interface Aggregator {
  /** Makes room for groups 0 … count−1. */
  resize(count: number): void;
  /** Takes `length` rows: `groups[i]` is the group of row i of the vectors. */
  add(groups: Int32Array, length: number, vectors: readonly Vector[]): void;
  /** The same of rows that are all of group 0, where that can be done faster: one cell that every row adds to makes each wait for the last. */
  addAll?(length: number, vectors: readonly Vector[]): void;
  /** Takes over the state of another aggregator of the same call: its group g is this one's `groups[g]`. */
  merge(other: Aggregator, groups: Int32Array): void;
  /** One vector an output, each with a row a group. */
  results(count: number): Vector[];
  /** About how many bytes the state takes. */
  readonly bytes: number;
}

export interface AggregateFunction extends Described {
  readonly kind: 'aggregate';
  /** The prefix of its automatic name (`sum` in `sum_x`); undefined when it is named as its first argument. */
  readonly prefix: string | undefined;
  readonly create: (site: CallSite) => Aggregator | CallError;
  /** The position from which on `*` may stand for all columns; undefined where it may not stand at all. */
  readonly star: number | undefined;
  /** Its columns; `names` are the natural names of the arguments, undefined where they have none. */
  readonly outputs: (site: CallSite, names: readonly (string | undefined)[]) => readonly Output[];
}

interface AggregateOptions {
  signature: string;
  doc: string;
  examples?: readonly Example[];
  /** The prefix of its automatic name: `sum` names sum(x) `sum_x` and sum(x + 1) `sum_`. Without one it is named as its first argument. */
  prefix?: string;
  constant?: readonly string[];
  insteadOf?: string;
  create: (site: CallSite) => Aggregator | CallError;
  star?: number;
  /** Where the signature and the prefix cannot say it: several columns, other types, other names. */
  outputs?: AggregateFunction['outputs'];
}

/** An aggregate function; one entry an overload. */
export function aggregate(options: AggregateOptions): AggregateFunction {
  const described = describe(options);
  const { prefix } = options;
  const outputs: AggregateFunction['outputs'] = (site, names) => [
    { name: prefix === undefined ? names[0] : `${prefix}_${names[0] ?? ''}`, type: resultType(described.signature, site) },
  ];
  return { ...described, kind: 'aggregate', prefix, create: options.create, star: options.star, outputs: options.outputs ?? outputs };
}

/** The type that a signature gives a call: a KQL type, `T` the type of the T arguments (already one), `#1` that of an argument, `typeof`. */
export function resultType(signature: Signature, site: CallSite): ScalarType {
  const { returns, parameters } = signature;
  const last = parameters.length - 1;
  if (returns === 'T' || returns === 'U')
    return site.types[site.types.findIndex((_, i) => parameters[Math.min(i, last)].types[0] === returns)];
  if (returns.startsWith('#')) return site.types[Number(returns.slice(1)) - 1];
  if (returns === 'typeof') return site.constants[parameters.findIndex((parameter) => parameter.types[0] === 'type')] as ScalarType;
  return returns as ScalarType;
}

/** A window function over the whole serialized input: one result a row. */
export interface WindowFunction extends Described {
  readonly kind: 'window';
  /** `vectors` are whole columns; an argument left out is undefined. */
  readonly run: (vectors: readonly (Vector | undefined)[], length: number, site: CallSite) => Vector;
  /** Checks the constants of a call. */
  readonly check: ((site: CallSite) => CallError | undefined) | undefined;
}

interface WindowOptions {
  signature: string;
  doc: string;
  examples?: readonly Example[];
  constant?: readonly string[];
  insteadOf?: string;
  check?: (site: CallSite) => CallError | undefined;
  run: (vectors: readonly (Vector | undefined)[], length: number, site: CallSite) => Vector;
}

export function window(options: WindowOptions): WindowFunction {
  return { ...describe(options), kind: 'window', run: options.run, check: options.check };
}

function describe(options: {
  signature: string;
  doc: string;
  examples?: readonly Example[];
  naming?: Naming;
  constant?: readonly string[];
  insteadOf?: string;
}): Described {
  const signature = readSignature(options.signature);
  return {
    name: signature.name,
    signature,
    doc: options.doc,
    examples: options.examples ?? [],
    naming: options.naming ?? 'none',
    constant: options.constant ?? [],
    insteadOf: options.insteadOf,
  };
}

export function isCallError(value: object): value is CallError {
  return 'error' in value;
}
