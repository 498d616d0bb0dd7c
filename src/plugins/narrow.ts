import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { createBuilder } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { textOfCell } from '../data/convert.ts';
import type { Schema } from '../data/schema.ts';
import { createSegment, type Segment, segmentLength } from '../data/segment.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

const schema: Schema = {
  columns: [
    { name: 'Row', type: 'long' },
    { name: 'Column', type: 'string' },
    { name: 'Value', type: 'string' },
  ],
};

/** narrow(): a row for each cell: the number of its row from 0, the name of its column, its text. */
export const narrow: Plugin = {
  name: 'narrow',
  doc: 'Turns a wide table into one with a row for each cell.',
  bind,
  run,
};

function bind(context: BindContext, _environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  if (node.call.arguments.length > 0) fail('semantic', 'narrow takes no arguments', node.call.arguments[0].span);
  if (input.open) context.dependsOnData = true;
  return relationOf({ kind: 'plugin', plugin: 'narrow', input: input.plan, others: [], options: {}, schema, span: node.span });
}

function run(plan: PluginPlan): Stage {
  const { columns } = plan.input.schema;
  const builders = schema.columns.map(({ type }) => createBuilder(type));
  let before = 0;
  const cut = (): Segment => {
    const { length } = builders[0];
    return createSegment(
      builders.map((builder) => builder.finish()),
      length,
    );
  };
  return {
    *push(segment) {
      const readers = columns.map((_, index) => cellReader(segment.column(index)));
      for (let row = 0; row < segment.length; row++) {
        for (let index = 0; index < columns.length; index++) {
          builders[0].append(before + row);
          builders[1].append(columns[index].name);
          builders[2].append(textOfCell(columns[index].type, readers[index](row)));
          if (builders[0].length === segmentLength) yield cut();
        }
      }
      before += segment.length;
      if (builders[0].length > 0) yield cut();
    },
  };
}
