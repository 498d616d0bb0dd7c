import type { BindContext, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import type { CountOperator } from '../syntax/ast.ts';
import { bindSummarize } from './summarize.ts';

/** `count`: the number of rows as Count, or under the name given with `as`. */
export function bindCount(context: BindContext, environment: Environment, input: Relation, node: CountOperator): Relation {
  const { span } = node;
  const name = node.as ?? { kind: 'name', span, text: 'Count', bracketed: false };
  const count = { kind: 'call', span, name: { kind: 'name', span, text: 'count', bracketed: false }, arguments: [] } as const;
  const value = { kind: 'named', span, names: [name], tuple: false, value: count } as const;
  return bindSummarize(context, environment, input, {
    kind: 'summarize',
    span,
    keywordSpan: node.keywordSpan,
    parameters: [],
    aggregates: [value],
    by: undefined,
    bin: undefined,
  });
}
