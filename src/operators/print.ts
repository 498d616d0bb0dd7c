import { bindItem, ColumnNamer, type Item } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Scope } from '../binder/scope.ts';
import { createSegment } from '../data/segment.ts';
import { createTable } from '../data/table.ts';
import type { Plan } from '../plan/plan.ts';
import type { PrintOperator } from '../syntax/ast.ts';
import { projectPlan } from './project.ts';

/**
 * `print a = 1, 2`: one row; an expression without a name is print_<its position>, whatever it is. A call that gives several columns names
 * them itself; with names given, it gives as many columns as there are names.
 */
export function bindPrint(context: BindContext, environment: Environment, _input: Relation | undefined, node: PrintOperator): Relation {
  const scope: Scope = { environment, row: undefined };
  const items = node.items.flatMap((item, position): Item[] => {
    const bound = bindItem(context, scope, item);
    if (item.kind === 'named') return bound.slice(0, Math.max(1, item.names.length));
    if (bound.length > 1) return bound;
    return [{ ...bound[0], name: `print_${position}`, explicit: false }];
  });
  return relationOf(projectPlan(oneRow(node.span), items, node.span, new ColumnNamer()));
}

/** One row without columns. */
export function oneRow(span: Plan['span']): Plan {
  const schema = { columns: [] };
  return { kind: 'values', table: createTable(schema, [createSegment([], 1)]), schema, span };
}
