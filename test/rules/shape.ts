import type { ScalarType } from '../../src/data/types.ts';
import type { Expression, FunctionDeclaration } from '../../src/syntax/ast.ts';
import { createEvidence, type Evidence } from './evidence.ts';

/** A table that a query reads: its declared columns, and what the query tells about those it uses. */
export interface TableUse {
  readonly name: string;
  readonly declared: Readonly<Record<string, ScalarType>> | undefined;
  readonly columns: Map<string, Evidence>;
}

/** What a name stands for: something read from a table, something computed, an item of a list, a value of no interest. */
export type Value =
  | { readonly kind: 'read'; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'computed'; readonly node: Expression; readonly scope: Scope; found?: readonly Evidence[] }
  | { readonly kind: 'item'; readonly node: Expression; readonly scope: Scope }
  | { readonly kind: 'constants'; readonly nodes: readonly Expression[] }
  | { readonly kind: 'opaque' };

export const opaque: Value = { kind: 'opaque' };

/**
 * What is known of the table between two operators: columns that the query named or computed, the tables whose further columns flow through,
 * and bags whose properties have become columns.
 */
export interface Shape {
  readonly columns: Map<string, Value>;
  readonly sources: readonly TableUse[];
  /** Of a union every source has a column that no table declares; of a join the first one. */
  readonly union: boolean;
  /** The right side of the join that made this, whose clashing columns have a 1 behind their names. */
  readonly right?: Shape;
  readonly bags: readonly (readonly Evidence[])[];
}

export type Binding =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'table'; readonly shape: Shape }
  | { readonly kind: 'function'; readonly declaration: FunctionDeclaration; readonly environment: Environment };

export interface Environment {
  readonly parent: Environment | undefined;
  readonly names: Map<string, Binding>;
}

/** Where an expression stands: the names of the query, and the columns of the row when there is one. */
export interface Scope {
  readonly environment: Environment;
  readonly shape: Shape | undefined;
}

export function closedShape(columns: Iterable<readonly [string, Value]> = []): Shape {
  return { columns: new Map(columns), sources: [], union: false, bags: [] };
}

export function lookUp(environment: Environment, name: string): Binding | undefined {
  for (let at: Environment | undefined = environment; at !== undefined; at = at.parent) {
    const binding = at.names.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** The column of a name, as far as it is known already; undefined when it would have to be a new one. */
export function knownColumn(shape: Shape, name: string): Value | undefined {
  const column = shape.columns.get(name);
  if (column !== undefined) return column;
  const evidence = shape.sources
    .filter(({ declared, columns }) => (declared !== undefined && Object.hasOwn(declared, name)) || columns.has(name))
    .map((source) => columnOf(source, name));
  if (evidence.length > 0) return { kind: 'read', evidence: shape.union ? evidence : evidence.slice(0, 1) };
  if (shape.right !== undefined && name.endsWith('1') && name.length > 1) {
    const twin = knownColumn(shape, name.slice(0, -1));
    if (twin !== undefined) return resolveColumn(shape.right, name.slice(0, -1));
  }
  return undefined;
}

/** The column of a name; where no source is known to have it, those that may have it are given it. */
export function resolveColumn(shape: Shape, name: string): Value | undefined {
  const known = knownColumn(shape, name);
  if (known !== undefined) return known;
  if (shape.bags.length > 0) return { kind: 'read', evidence: shape.bags[0].map((bag) => propertyNamed(bag, name)) };
  if (shape.sources.length === 0) return undefined;
  const undeclared = shape.sources.filter(({ declared }) => declared === undefined);
  const takers = undeclared.length === 0 ? shape.sources.slice(0, 1) : shape.union ? undeclared : undeclared.slice(0, 1);
  return { kind: 'read', evidence: takers.map((source) => columnOf(source, name)) };
}

export function columnOf(source: TableUse, name: string): Evidence {
  let column = source.columns.get(name);
  if (column === undefined) source.columns.set(name, (column = createEvidence()));
  return column;
}

function propertyNamed(bag: Evidence, name: string): Evidence {
  let property = bag.properties.get(name);
  if (property === undefined) bag.properties.set(name, (property = createEvidence()));
  return property;
}
