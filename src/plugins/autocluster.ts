import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { RunContext } from '../engine/context.ts';
import type { Stage } from '../engine/run.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { requireInput } from './arguments.ts';
import { type ClusterLimits, clusterPatterns } from './cluster-search.ts';
import { countedColumns, numberArgument, patternColumns, warnOfOwnSearch, weightArgument, wildcardArguments } from './pattern-arguments.ts';
import { type PatternOptions, percentOf, runPatterns } from './pattern-rows.ts';
import type { Plugin } from './plugin.ts';

interface Options extends PatternOptions, ClusterLimits {}

/** The manual says that more than 50 rarely find more. */
const mostSeeds = 200;

/**
 * autocluster(size weight, weight column, seeds, wildcards…): a few patterns of values that many rows share. The columns are Kusto's, the
 * patterns those of kqlet's own search, the same for the same rows. Manual page autocluster-plugin.
 */
export const autocluster: Plugin = {
  name: 'autocluster',
  doc: 'Finds a few patterns that many rows share.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const { columns } = input.schema;
  const [sizeWeight, weightNode, seeds, ...wildcards] = node.call.arguments;
  const weight = weightArgument(input, weightNode, node);
  const seedRange = { what: 'the number of seeds', otherwise: 25, least: 1, most: Number.POSITIVE_INFINITY };
  const options: Options = {
    sizeWeight: numberArgument(context, environment, sizeWeight, node, { what: 'the size weight', otherwise: 0.5, least: 0, most: 1 }),
    seeds: Math.min(mostSeeds, numberArgument(context, environment, seeds, node, seedRange)),
    attributes: [...columns.keys()].filter((index) => index !== weight),
    shown: [...columns.keys()],
    wildcards: wildcardArguments(context, environment, wildcards, columns, node),
    weight,
  };
  warnOfOwnSearch(context, 'autocluster');
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'autocluster',
    input: input.plan,
    others: [],
    options,
    schema: { columns: patternColumns(countedColumns, columns, node) },
    span: node.span,
  };
  return relationOf(plan, input);
}

function run(plan: PluginPlan, context: RunContext): Stage {
  return runPatterns(plan, context, (rows) => {
    const total = rows.weights.reduce((sum, weight) => sum + weight, 0);
    const patterns = clusterPatterns(rows, plan.options as Options, () => context.interrupt());
    return patterns.map(({ count, row, fixed }) => ({ cells: [Math.round(count), percentOf(count, total, 1)], row, fixed }));
  });
}
