import { missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { dynamicOfCell } from '../data/dynamic.ts';
import type { Table } from '../data/table.ts';
import type { Cell } from '../data/vector.ts';
import type { Span } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import type { ToScalar } from '../syntax/ast.ts';
import { type BindContext, tableOf } from './context.ts';
import { bindExpression } from './expressions.ts';
import type { Relation } from './relation.ts';
import { pending, type Scope } from './scope.ts';
import { bindTabular, isTabular } from './tabular.ts';
import { unknownType } from './unknown.ts';

/** toscalar(table): the first column of the first row, evaluated once; no row gives null. toscalar(value) is the value. */
export function bindToScalar(context: BindContext, scope: Scope, node: ToScalar): Expression {
  // what stands in a toscalar sees no columns of the row around it
  if (!isTabular(context, { environment: scope.environment, row: undefined }, node.expression)) {
    return bindExpression(context, { environment: scope.environment, row: undefined }, node.expression);
  }
  const relation = bindTabular(context, scope.environment, node.expression);
  const first = relation.schema.columns[0];
  if (first === undefined) return pending(unknownType, node.span);
  const firstColumn = projectFirst(relation, node.span);
  const known = tableOf(context, node.span, { kind: 'take', input: firstColumn, count: 1, schema: firstColumn.schema, span: node.span });
  if (known === undefined) return pending(first.type, node.span);
  const [value = missingCell(first.type)] = columnCells(known.table);
  return constant(first.type, value, node.span);
}

/** The values of a table's first column, for `in (table)`: one constant array, of the column's type. */
export function firstColumnValues(context: BindContext, relation: Relation, span: Span): Expression[] {
  const first = relation.schema.columns[0];
  if (first === undefined) return [pending(unknownType, span)];
  const known = tableOf(context, span, projectFirst(relation, span));
  if (known === undefined) return [pending(first.type, span)];
  return [
    constant(
      'dynamic',
      columnCells(known.table).map((cell) => dynamicOfCell(first.type, cell)),
      span,
    ),
  ];
}

function projectFirst(relation: Relation, span: Span): Plan {
  const [first] = relation.schema.columns;
  return { kind: 'project', input: relation.plan, expressions: [column(first.type, 0, span)], schema: { columns: [first] }, span };
}

function columnCells(table: Table): Cell[] {
  const cells: Cell[] = [];
  for (const segment of table.segments) {
    const read = cellReader(segment.column(0));
    for (let i = 0; i < segment.length; i++) cells.push(read(i));
  }
  return cells;
}
