import type { Expression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';

/** The expressions of a node that are evaluated over the rows of its input. Those of scan read more than a row and are not among them. */
export function expressionsOf(plan: Plan): readonly Expression[] {
  switch (plan.kind) {
    case 'filter':
      return plan.conjuncts;
    case 'project':
      return plan.expressions;
    case 'aggregate':
      return [...plan.keys, ...plan.aggregates.flatMap((call) => call.arguments)];
    case 'join':
      return plan.leftKeys;
    case 'sort':
    case 'top':
      return plan.keys.map((key) => key.expression);
    case 'partition':
      return [plan.key];
    case 'expand':
    case 'apply':
      return plan.expansion.items.map((item) => item.expression);
    case 'parse':
    case 'parse-kv':
      return [plan.expression];
    case 'window':
      return plan.calls.flatMap((call) => call.arguments.filter((argument) => argument !== undefined));
    default:
      return [];
  }
}
