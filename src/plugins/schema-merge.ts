import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { createBuilder } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { columnIndex, type Schema } from '../data/schema.ts';
import type { Cell } from '../data/vector.ts';
import { segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { constantArgument, pluginArguments, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

const schema: Schema = {
  columns: [
    { name: 'ColumnName', type: 'string' },
    { name: 'ColumnOrdinal', type: 'long' },
    { name: 'DataType', type: 'string' },
    { name: 'ColumnType', type: 'string' },
  ],
};

interface Options {
  readonly columns: readonly number[];
  readonly preserveOrder: boolean;
}

/**
 * schema_merge(PreserveOrder): one schema of several, each given as getschema gives it. A column keeps the place that it has in the first
 * schema it stands in; where a later schema has it elsewhere it is an error in the result, unless PreserveOrder is false.
 */
export const schemaMerge: Plugin = {
  name: 'schema_merge',
  doc: 'Merges the schemas that getschema gives into one.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const args = pluginArguments(node, ['PreserveOrder']);
  const preserveOrder = constantArgument(context, environment, args.PreserveOrder, 'bool', true, node) as boolean;
  const columns = schema.columns.map(({ name }) => {
    const index = columnIndex(input.schema, name);
    if (index < 0 && !input.open)
      fail('semantic', `schema_merge needs the column \`${name}\``, node.span, 'give it the rows of `getschema`');
    return index;
  });
  const options: Options = { columns, preserveOrder };
  return relationOf({ kind: 'plugin', plugin: 'schema_merge', input: input.plan, others: [], options, schema, span: node.span });
}

interface Merged {
  readonly name: Cell;
  readonly dataType: Cell;
  readonly columnType: Cell;
  readonly firstOrdinal: number;
  ordinal: number;
  /** Stands at different places in different schemas. */
  moved: boolean;
}

function run(plan: PluginPlan): Stage {
  const { columns, preserveOrder } = plan.options as Options;
  const merged = new Map<Cell, Merged>();
  return {
    push(segment) {
      const [name, ordinal, dataType, columnType] = columns.map((index) => cellReader(segment.column(index)));
      for (let row = 0; row < segment.length; row++) {
        const place = Number(ordinal(row));
        const known = merged.get(name(row));
        if (known === undefined) {
          const column = {
            name: name(row),
            dataType: dataType(row),
            columnType: columnType(row),
            firstOrdinal: place,
            ordinal: place,
            moved: false,
          };
          merged.set(column.name, column);
          continue;
        }
        if (known.columnType !== columnType(row)) {
          fail(
            'unsupported',
            `schema_merge of a column with two types is not supported: ${known.name} is ${known.columnType} and ${columnType(row)}`,
            plan.span,
          );
        }
        known.moved ||= known.firstOrdinal !== place;
        known.ordinal = Math.max(known.ordinal, place);
      }
      return [];
    },
    *finish() {
      const inOrder = [...merged.values()].sort((a, b) => a.ordinal - b.ordinal);
      const builders = schema.columns.map(({ type }) => createBuilder(type));
      let next = 0;
      for (const column of inOrder) {
        const wrong = preserveOrder && column.moved;
        builders[0].append(column.name);
        builders[1].append(wrong ? -1 : next++);
        builders[2].append(wrong ? 'ERROR(unknown CSL type:ERROR(columns are out of order))' : column.dataType);
        builders[3].append(wrong ? 'ERROR(columns are out of order)' : column.columnType);
      }
      yield* segmentsOf(
        builders.map((builder) => builder.finish()),
        inOrder.length,
      );
    },
  };
}
