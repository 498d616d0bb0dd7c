import { bindItem, bindRows, type Item } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { columnIndex, type Schema } from '../data/schema.ts';
import { fail } from '../errors.ts';
import { column, type Expression } from '../plan/expression.ts';
import type { Plan, ProjectPlan } from '../plan/plan.ts';
import type { ExtendOperator } from '../syntax/ast.ts';

/**
 * `extend`: every expression reads the input row. A name that exists is replaced at its place, others are appended; what has no name is
 * Column1, Column2, ….
 */
export function bindExtend(context: BindContext, environment: Environment, input: Relation, node: ExtendOperator): Relation {
  const rows = bindRows(context, environment, input);
  const items = node.items.flatMap((item) => {
    const bound = bindItem(context, rows.scope, item);
    // `extend (a, b) = f(x)` adds what is named and nothing else; project would add the other columns of the call too
    return item.kind === 'named' ? bound.slice(0, Math.max(1, item.names.length)) : bound;
  });
  return extended(rows.plan, input, items, node.span);
}

/** The input with columns replaced or appended. */
export function extended(plan: Plan, input: Relation, items: readonly Item[], span: Plan['span']): Relation {
  const columns = input.schema.columns.map(({ name, type }, index) => ({ name, expression: column(type, index, span) as Expression }));
  const explicit = new Set<string>();
  let unnamed = 0;
  for (const item of items) {
    let { name } = item;
    if (name === undefined) {
      do name = `Column${++unnamed}`;
      while (columns.some((existing) => existing.name === name));
    } else if (item.explicit) {
      if (explicit.has(name)) fail('semantic', `there are two columns named \`${name}\``, item.span, 'give one of them another name');
      explicit.add(name);
    }
    const existing = columns.findIndex((other) => other.name === name);
    if (existing >= 0) columns[existing] = { name, expression: item.expression };
    else columns.push({ name, expression: item.expression });
  }
  const schema: Schema = { columns: columns.map(({ name, expression }) => ({ name, type: expression.type })) };
  const result: ProjectPlan = { kind: 'project', input: plan, expressions: columns.map(({ expression }) => expression), schema, span };
  const relation = relationOf(result, input, 'keeps-order');
  const hidden = relation.hidden && new Set([...relation.hidden].filter((name) => !items.some((item) => item.name === name)));
  return { ...relation, hidden };
}

/** The plan without the columns that lifted window functions have put behind those of a schema. */
export function dropColumnsBeyond(plan: Plan, schema: Schema): Plan {
  if (plan.schema.columns.length === schema.columns.length) return plan;
  const expressions = schema.columns.map(({ name, type }) => column(type, columnIndex(schema, name), plan.span));
  return { kind: 'project', input: plan, expressions, schema, span: plan.span };
}
