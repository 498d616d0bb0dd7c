import { columnIndex } from '../data/schema.ts';
import type { ScalarType } from '../data/types.ts';
import { fail, nearestName, type Span } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import type { Call, Expression as Node } from '../syntax/ast.ts';
import type { Environment } from './context.ts';
import type { Relation } from './relation.ts';
import { unknownType } from './unknown.ts';

/** Where an expression stands: the names around it and, where there are rows, their columns. */
export interface Scope {
  readonly environment: Environment;
  readonly row: RowScope | undefined;
}

/** What a row offers to an expression. */
export interface RowScope {
  /** The column of a name, undefined when there is none. */
  column(name: string, span: Span): Expression | undefined;
  /** The names that exist, for hints. */
  readonly names: readonly string[];
  /** `*` as an operand or argument: all columns that can be named. */
  star(span: Span): { readonly name: string; readonly expression: Expression }[];
  /** There may be more columns than are known. */
  readonly open: boolean;
  /** Whether a column is there but hidden from a function's body. */
  hides?(name: string): boolean;
  /** A hidden column: it stays out of sight, but wins over a let or parameter of its name. */
  hidden?(name: string, span: Span): Expression | undefined;
  /** Why a column may be missing whose existence hangs on the data. */
  readonly hint?: string | undefined;
  /** Binds an aggregate call; absent where aggregates are not allowed. */
  readonly aggregate?: (call: Call) => Expression;
  /** Binds a window function; absent where there is no place for one. */
  readonly window?: (call: Call) => Expression;
  /** `$left.name` and `$right.name`. */
  readonly side?: (side: string, name: string, span: Span) => Expression;
  /** Binds what means something here only: `step.column` in scan. undefined for all else. */
  readonly special?: (node: Node) => Expression | undefined;
}

/** The row scope of a relation's columns. */
export function rowScopeOf(relation: Relation): RowScope {
  return {
    open: relation.open,
    hint: relation.hint,
    hides: (name) => relation.hidden?.has(name) ?? false,
    hidden(name, span) {
      const index = columnIndex(relation.schema, name);
      return index >= 0 ? column(relation.schema.columns[index].type, index, span) : undefined;
    },
    get names() {
      return visibleColumns(relation).map((index) => relation.schema.columns[index].name);
    },
    column(name, span) {
      const index = columnIndex(relation.schema, name);
      if (index >= 0 && !relation.hidden?.has(name)) return column(relation.schema.columns[index].type, index, span);
      return relation.vacant ? constant('dynamic', null, span) : undefined;
    },
    star(span) {
      return visibleColumns(relation).map((index) => {
        const { name, type } = relation.schema.columns[index];
        return { name, expression: column(type, index, span) };
      });
    },
  };
}

function visibleColumns({ schema, hidden }: Relation): number[] {
  return schema.columns.flatMap(({ name }, index) => (hidden?.has(name) ? [] : [index]));
}

/** Stands for a value or column that only data can tell. */
export function pending(type: ScalarType, span: Span): Expression {
  return column(type, -1, span);
}

/** The position of a column that must exist; where the relation is open any name does and the position is -1. */
export function requireColumn(relation: Relation, name: string, span: Span): { index: number; type: ScalarType } {
  const index = columnIndex(relation.schema, name);
  if (index >= 0 && !relation.hidden?.has(name)) return { index, type: relation.schema.columns[index].type };
  if (relation.open) return { index: -1, type: unknownType };
  return failUnknownColumn(name, rowScopeOf(relation), span);
}

/** `more` are further names that could have been meant. */
export function failUnknownColumn(name: string, row: RowScope, span: Span, more: readonly string[] = []): never {
  if (row.hides?.(name)) {
    fail(
      'semantic',
      `the column \`${name}\` is not among those that the function's tabular parameter declares`,
      span,
      `declare it in the parameter, or take any table with (T:(*))`,
    );
  }
  const near = nearestName(name, [...row.names, ...more]);
  const hint = row.hint ?? (near === undefined ? undefined : `did you mean \`${near}\`?`);
  fail('semantic', `there is no column \`${name}\`${columnsText(row.names)}`, span, hint);
}

function columnsText(names: readonly string[]): string {
  if (names.length === 0) return ': there are no columns here';
  return names.length <= 12 ? `: the columns are ${names.join(', ')}` : '';
}
