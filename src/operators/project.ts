import { bindItem, bindRows, ColumnNamer, type Item } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Schema } from '../data/schema.ts';
import { createSegment, pickColumns } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import type { Stage } from '../engine/run.ts';
import type { Plan, ProjectPlan } from '../plan/plan.ts';
import type { ProjectOperator } from '../syntax/ast.ts';

/** `project`: these columns in this order, every expression reading the input row. */
export function bindProject(context: BindContext, environment: Environment, input: Relation, node: ProjectOperator): Relation {
  const rows = bindRows(context, environment, input);
  const items = node.items.flatMap((item) => bindItem(context, rows.scope, item));
  const relation = relationOf(projectPlan(rows.plan, items, node.span), input, 'keeps-order');
  return { ...relation, open: false, hidden: undefined };
}

export function projectPlan(input: Plan, items: readonly Item[], span: Plan['span'], namer = new ColumnNamer()): ProjectPlan {
  const schema: Schema = { columns: items.map((item) => ({ name: namer.name(item), type: item.expression.type })) };
  return { kind: 'project', input, expressions: items.map((item) => item.expression), schema, span };
}

export function runProject(plan: ProjectPlan, context: RunContext): Stage {
  const evaluator = createEvaluator(context);
  const { expressions } = plan;
  const indexes = expressions.map((expression) => (expression.kind === 'column' ? expression.index : -1));
  // where only columns are picked nothing is computed, and rows that were selected stay ungathered
  if (indexes.every((index) => index >= 0)) return { push: (segment) => [pickColumns(segment, indexes)] };
  return {
    push(segment) {
      const computed = expressions.map((expression) =>
        expression.kind === 'column' ? undefined : evaluator.evaluate(expression, segment),
      );
      const { length } = segment;
      if (indexes.every((index) => index < 0)) return [createSegment(computed as never, length)];
      return [{ length, width: expressions.length, column: (index) => computed[index] ?? segment.column(indexes[index]) }];
    },
  };
}
