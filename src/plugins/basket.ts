import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { createBuilder, missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { createCoder } from '../data/coder.ts';
import type { Column } from '../data/schema.ts';
import type { Segment } from '../data/segment.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { concatenateSegments, segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { requireInput } from './arguments.ts';
import { frequentPatterns } from './frequent-patterns.ts';
import type { Plugin } from './plugin.ts';

interface Options {
  readonly threshold: number;
  readonly maxDimensions: number;
  /** What stands for "any value", column by column. */
  readonly wildcards: readonly Cell[];
}

/**
 * basket(threshold, weight column, dimensions, wildcards…): the combinations of values that at least this part of the rows have, each with
 * every column that all of these rows agree in, so that no two patterns cover the same rows. Manual page basket-plugin. Kusto finds frequent
 * values in a sample; here all rows count. The numbers of the patterns are only labels.
 */
export const basket: Plugin = {
  name: 'basket',
  doc: 'Finds the combinations of values that many rows have.',
  bind,
  run,
};

const fixedColumns: readonly Column[] = [
  { name: 'SegmentId', type: 'long' },
  { name: 'Count', type: 'long' },
  { name: 'Percent', type: 'real' },
];

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const { columns } = input.schema;
  const dynamic = columns.find(({ type }) => type === 'dynamic');
  if (dynamic !== undefined)
    fail(
      'unsupported',
      `basket over a dynamic column (${dynamic.name}) is not supported`,
      node.call.span,
      'project it away, or take tostring() of it',
    );
  const [threshold, weight, maxDimensions, ...wildcards] = node.call.arguments;
  if (weight !== undefined && !isTilde(weight))
    fail('unsupported', 'basket with a column of weights is not supported', weight.span, 'repeat each row by its weight before');
  const options: Options = {
    threshold: numberOf(context, environment, threshold, 0.05, 'the threshold', (value) => value >= 0.015 && value <= 1),
    maxDimensions: numberOf(context, environment, maxDimensions, 5, 'the number of dimensions', (value) => value >= 1),
    wildcards: wildcardsOf(context, environment, wildcards, columns),
  };
  const taken = columns.find(({ name }) => fixedColumns.some((fixed) => fixed.name === name));
  if (taken !== undefined)
    fail('unsupported', `basket over a column named ${taken.name} is not supported`, node.call.span, 'rename the column before');
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'basket',
    input: input.plan,
    others: [],
    options,
    schema: { columns: [...fixedColumns, ...columns] },
    span: node.span,
  };
  return relationOf(plan, input);
}

/** '~' asks for the default. */
function isTilde(node: Node): boolean {
  return node.kind === 'literal' && node.value === '~';
}

function numberOf(
  context: BindContext,
  environment: Environment,
  node: Node | undefined,
  otherwise: number,
  what: string,
  fits: (value: number) => boolean,
): number {
  if (node === undefined || isTilde(node)) return otherwise;
  const bound = bindExpression(context, { environment, row: undefined }, node);
  const isNumber = bound.type === 'real' || bound.type === 'long' || bound.type === 'int';
  const value = bound.kind === 'constant' && isNumber ? Number(bound.value) : Number.NaN;
  if (!fits(value)) fail('semantic', `${what} of basket is out of its range`, node.span, 'the threshold lies between 0.015 and 1');
  return value;
}

/** A wildcard counts for all columns of its type; without one it is null, for a string ''. */
function wildcardsOf(context: BindContext, environment: Environment, nodes: readonly Node[], columns: readonly Column[]): Cell[] {
  const byType = new Map<ScalarType, Cell>();
  for (const node of nodes) {
    if (isTilde(node)) continue;
    const bound = bindExpression(context, { environment, row: undefined }, node);
    if (bound.kind !== 'constant') fail('semantic', 'a wildcard of basket must be a constant', node.span);
    byType.set(bound.type, bound.value);
  }
  return columns.map(({ type }) => byType.get(type) ?? missingCell(type));
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const options = plan.options as Options;
  const segments: Segment[] = [];
  return {
    push(segment) {
      segments.push(segment);
      context.charge(segment.length * segment.width * 8, plan.span);
      return [];
    },
    *finish() {
      const { columns } = plan.input.schema;
      const rows = concatenateSegments(plan.input.schema, segments);
      const codes = columns.map(({ type }, index) => createCoder(type).assign(rows.column(index)));
      const patterns = frequentPatterns(codes, rows.length, options, () => context.interrupt());
      patterns.sort((a, b) => b.count - a.count);
      const readers = columns.map((_, index) => cellReader(rows.column(index)));
      const builders = plan.schema.columns.map(({ type }) => createBuilder(type));
      patterns.forEach(({ count, row, fixed }, id) => {
        builders[0].append(id);
        builders[1].append(count);
        builders[2].append(Math.round((1000 * count) / rows.length) / 10);
        readers.forEach((read, index) => {
          builders[3 + index].append(fixed[index] ? read(row) : options.wildcards[index]);
        });
      });
      yield* segmentsOf(
        builders.map((builder) => builder.finish()),
        patterns.length,
      );
    },
  };
}
