import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import type { Relation } from '../binder/relation.ts';
import { missingCell } from '../data/builder.ts';
import type { Column } from '../data/schema.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import { fail } from '../errors.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { columnArgument } from './arguments.ts';

/** What stands before the attributes of a pattern, where rows of one kind are counted. */
export const countedColumns: readonly Column[] = [
  { name: 'SegmentId', type: 'long' },
  { name: 'Count', type: 'long' },
  { name: 'Percent', type: 'real' },
];

/** '~' asks for the default. */
export function isTilde(node: Node): boolean {
  return node.kind === 'literal' && node.value === '~';
}

/** An optional argument that is a constant number within a range. */
export function numberArgument(
  context: BindContext,
  environment: Environment,
  node: Node | undefined,
  evaluate: EvaluateOperator,
  { what, otherwise, least, most }: { readonly what: string; readonly otherwise: number; readonly least: number; readonly most: number },
): number {
  if (node === undefined || isTilde(node)) return otherwise;
  const bound = bindExpression(context, { environment, row: undefined }, node);
  const isNumber = bound.type === 'real' || bound.type === 'long' || bound.type === 'int' || bound.type === 'decimal';
  const value = bound.kind === 'constant' && isNumber ? Number(String(bound.value)) : Number.NaN;
  if (value >= least && value <= most) return value;
  const range = most === Number.POSITIVE_INFINITY ? `is ${least} or more` : `lies between ${least} and ${most}`;
  return fail('semantic', `${what} of ${evaluate.call.name.text} is out of its range`, node.span, `${what} ${range}`);
}

/** An optional argument that is a column of weights: its position. */
export function weightArgument(input: Relation, node: Node | undefined, evaluate: EvaluateOperator): number | undefined {
  if (node === undefined || isTilde(node)) return undefined;
  const { index, type, name } = columnArgument(input, node, evaluate, 'a column of weights');
  if (index >= 0 && type !== 'int' && type !== 'long' && type !== 'real')
    fail('semantic', `the weights of ${evaluate.call.name.text} are numbers, and ${name} is ${type}`, node.span);
  return index;
}

/** What stands for "any value", column by column: a wildcard counts for all columns of its type; without one it is null, for a string ''. */
export function wildcardArguments(
  context: BindContext,
  environment: Environment,
  nodes: readonly Node[],
  columns: readonly Column[],
  evaluate: EvaluateOperator,
): Cell[] {
  const byType = new Map<ScalarType, Cell>();
  for (const node of nodes) {
    if (isTilde(node)) continue;
    const bound = bindExpression(context, { environment, row: undefined }, node);
    if (bound.kind !== 'constant') fail('semantic', `a wildcard of ${evaluate.call.name.text} must be a constant`, node.span);
    byType.set(bound.type, bound.value);
  }
  return columns.map(({ type }) => byType.get(type) ?? missingCell(type));
}

/** The columns of the result: its own, and then those of the table, none of which may have the name of one of the first. */
export function patternColumns(own: readonly Column[], columns: readonly Column[], evaluate: EvaluateOperator): Column[] {
  const taken = columns.find(({ name }) => own.some((column) => column.name === name));
  if (taken !== undefined) {
    const { name, span } = evaluate.call;
    fail('unsupported', `${name.text} over a column named ${taken.name} is not supported`, span, 'rename the column before');
  }
  return [...own, ...columns];
}

/** Says with the result that another search may find other patterns. */
export function warnOfOwnSearch({ warnings }: BindContext, word: string): void {
  const warning = `${word} finds kqlet's own patterns: how Kusto searches is not published, and it may find others`;
  if (!warnings.includes(warning)) warnings.push(warning);
}
