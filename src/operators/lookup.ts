import type { BindContext, Environment } from '../binder/context.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { bindTabular } from '../binder/tabular.ts';
import { fail } from '../errors.ts';
import type { Expression } from '../plan/expression.ts';
import type { JoinPlan } from '../plan/plan.ts';
import type { LookupOperator } from '../syntax/ast.ts';
import { besideOpen, bindJoinKeys, joinedSchema } from './join.ts';

/** `lookup (right) on keys`: a join whose right keys are left out; kind=leftouter unless it says inner. Several matches give several rows. */
export function bindLookup(context: BindContext, environment: Environment, input: Relation, node: LookupOperator): Relation {
  checkParameters(context, node.parameters, ['kind'], 'lookup');
  const kind = parameterText(node.parameters, 'kind') ?? { text: 'leftouter', span: node.keywordSpan };
  if (kind.text !== 'leftouter' && kind.text !== 'inner')
    fail('semantic', `\`lookup\` has the kinds leftouter and inner, not \`${kind.text}\``, kind.span);
  const right = bindTabular(context, environment, node.right);
  if (node.on === undefined) fail('semantic', '`lookup` needs `on` and a key', node.keywordSpan);
  const { leftKeys, rightKeys } = bindJoinKeys(context, input, right, node.on);
  const keyColumns = new Set(rightKeys.map(columnOfKey));
  const rightColumns = right.schema.columns.flatMap((_, index) => (keyColumns.has(index) ? [] : [index]));
  const schema = joinedSchema(
    input.schema,
    {
      columns: besideOpen(
        input,
        rightColumns.map((index) => right.schema.columns[index]),
      ),
    },
    input.schema,
    right.schema,
  );
  const plan: JoinPlan = {
    kind: 'join',
    input: input.plan,
    right: right.plan,
    join: kind.text,
    leftKeys,
    rightKeys,
    rightColumns,
    schema,
    span: node.span,
  };
  return { ...relationOf(plan), open: input.open || right.open, hidden: input.hidden, hint: input.hint ?? right.hint };
}

/** A key is a column, or a conversion of one. */
function columnOfKey(key: Expression): number {
  return key.kind === 'column' ? key.index : key.kind === 'call' ? columnOfKey(key.arguments[0]) : -1;
}
