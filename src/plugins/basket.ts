import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { RunContext } from '../engine/context.ts';
import type { Stage } from '../engine/run.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { requireInput } from './arguments.ts';
import { frequentPatterns } from './frequent-patterns.ts';
import { countedColumns, numberArgument, patternColumns, weightArgument, wildcardArguments } from './pattern-arguments.ts';
import { type PatternOptions, percentOf, runPatterns } from './pattern-rows.ts';
import type { Plugin } from './plugin.ts';

interface Options extends PatternOptions {
  readonly threshold: number;
  readonly maxDimensions: number;
}

/**
 * basket(threshold, weight column, dimensions, wildcards…): the combinations of values that at least this part of the rows have, each with
 * every column that all of these rows agree in, so that no two patterns cover the same rows. Manual page basket-plugin. Kusto finds frequent
 * values in a sample; here all rows count. The numbers of the patterns are only labels. The column of weights makes no patterns itself, and
 * dynamic values are compared by their JSON text.
 */
export const basket: Plugin = {
  name: 'basket',
  doc: 'Finds the combinations of values that many rows have.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const { columns } = input.schema;
  const [threshold, weightNode, dimensions, ...wildcards] = node.call.arguments;
  const weight = weightArgument(input, weightNode, node);
  const range = { what: 'the threshold', otherwise: 0.05, least: 0.015, most: 1 };
  const dimensionRange = { what: 'the number of dimensions', otherwise: 5, least: 1, most: Number.POSITIVE_INFINITY };
  const options: Options = {
    threshold: numberArgument(context, environment, threshold, node, range),
    maxDimensions: numberArgument(context, environment, dimensions, node, dimensionRange),
    attributes: [...columns.keys()].filter((index) => index !== weight),
    shown: [...columns.keys()],
    wildcards: wildcardArguments(context, environment, wildcards, columns, node),
    weight,
  };
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'basket',
    input: input.plan,
    others: [],
    options,
    schema: { columns: patternColumns(countedColumns, columns, node) },
    span: node.span,
  };
  return relationOf(plan, input);
}

function run(plan: PluginPlan, context: RunContext): Stage {
  return runPatterns(plan, context, ({ codes, length, weights }) => {
    const patterns = frequentPatterns(codes, length, weights, plan.options as Options, () => context.interrupt());
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    patterns.sort((a, b) => b.count - a.count);
    return patterns.map(({ count, row, fixed }) => ({ cells: [Math.round(count), percentOf(count, total, 1)], row, fixed }));
  });
}
