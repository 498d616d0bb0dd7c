import { callByName } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression, scalarTypeNamed } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { longCell } from '../data/cells.ts';
import type { Schema } from '../data/schema.ts';
import { tableOfRows } from '../data/table.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import { fail } from '../errors.ts';
import type { DataTable, Expression as Node, RowSchema } from '../syntax/ast.ts';

/** `datatable (columns) [literals]`: a literal of another type is converted to the column's, as by to<type>(). */
export function bindDataTable(context: BindContext, environment: Environment, _input: Relation | undefined, node: DataTable): Relation {
  const schema = schemaOf(node.schema);
  const width = schema.columns.length;
  if (width === 0) fail('semantic', '`datatable` needs a column', node.schema.span);
  if (node.values.length % width !== 0) {
    fail(
      'semantic',
      `the ${node.values.length} values do not fill rows of ${width} columns`,
      node.span,
      'a missing comma joins two texts into one',
    );
  }
  const rows: Cell[][] = [];
  for (let at = 0; at < node.values.length; at += width) {
    rows.push(schema.columns.map(({ type }, i) => literalCell(context, environment, node.values[at + i], type)));
  }
  return relationOf({ kind: 'values', table: tableOfRows(schema, rows), schema, span: node.span });
}

/** The columns of a declared schema; names must differ. */
export function schemaOf(declared: RowSchema): Schema {
  const seen = new Set<string>();
  return {
    columns: declared.columns.map(({ name, type, span }) => {
      if (seen.has(name.text)) fail('semantic', `there are two columns named \`${name.text}\``, span);
      seen.add(name.text);
      return { name: name.text, type: scalarTypeNamed(type) };
    }),
  };
}

function literalCell(context: BindContext, environment: Environment, node: Node, type: ScalarType): Cell {
  // the least long can be written here, although a minus before its digits is too large a literal in an expression
  if (node.kind === 'unary' && node.operand.kind === 'literal' && node.operand.type === 'long' && typeof node.operand.value === 'bigint') {
    const value = node.operator === '-' ? -node.operand.value : node.operand.value;
    if (BigInt.asIntN(64, value) === value && type === 'long') return longCell(value);
  }
  const value = bindExpression(context, { environment, row: undefined }, node);
  if (value.type === type && value.kind === 'constant') return value.value;
  if (value.kind === 'constant' && value.value === null) return type === 'string' ? '' : null;
  const name = type === 'real' ? 'todouble' : type === 'dynamic' ? 'dynamic of' : `to${type}`;
  const converted = callByName(context.functions, name, [value], node.span);
  if (converted.kind !== 'constant') fail('semantic', '`datatable` takes literals', node.span);
  return converted.value;
}
