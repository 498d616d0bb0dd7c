import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { fail } from '../errors.ts';
import { column } from '../plan/expression.ts';
import type { SortKey, SortPlan, TakePlan } from '../plan/plan.ts';
import type { Call, Expression as Node, TopHittersOperator } from '../syntax/ast.ts';
import { bindSummarize } from './summarize.ts';
import { bindRowCount } from './take.ts';

/**
 * `top-hitters n of column by number`: the n values with the largest sums of the number, without `by` with the most rows. Kusto promises
 * neither an order of the rows nor which of equal values come out: it is seen to give them from the least to the greatest, and of equal ones
 * the later. The sums here are exact.
 */
export function bindTopHitters(context: BindContext, environment: Environment, input: Relation, node: TopHittersOperator): Relation {
  const { of, by, span } = node;
  if (of.kind !== 'name') fail('semantic', '`top-hitters` takes a column', of.span, 'extend a column before it');
  if (by !== undefined && by.kind !== 'name') fail('semantic', '`top-hitters … by` takes a column', by.span, 'extend a column before it');
  const count = bindRowCount(context, environment, node.count, 'top-hitters');
  const name = by === undefined ? `approximate_count_${of.text}` : `approximate_sum_${by.text}`;
  const grouped = bindSummarize(context, environment, input, {
    kind: 'summarize',
    span,
    keywordSpan: node.keywordSpan,
    parameters: [],
    aggregates: [named(name, by === undefined ? call('count', [], of.span) : call('sum', [by], by.span))],
    by: [of],
    bin: undefined,
  });
  const { schema } = grouped;
  const keys: SortKey[] = [{ expression: column(schema.columns[1].type, 1, span), descending: false, nullsFirst: true }];
  const sorted: SortPlan = { kind: 'sort', input: grouped.plan, keys, schema, span };
  const plan: TakePlan = { kind: 'take', input: sorted, count, last: true, schema, span };
  return relationOf(plan, grouped, 'makes-order');
}

function call(name: string, args: readonly Node[], span: Node['span']): Call {
  return { kind: 'call', span, name: { kind: 'name', span, text: name, bracketed: false }, arguments: args };
}

function named(name: string, value: Call): Node {
  const { span } = value;
  return { kind: 'named', span, names: [{ kind: 'name', span, text: name, bracketed: false }], tuple: false, value };
}
