import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { textOfCell } from '../data/convert.ts';
import type { Column } from '../data/schema.ts';
import type { RunContext } from '../engine/context.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { columnArgument, constantArgument, requireInput } from './arguments.ts';
import { type DifferenceLimits, differencePatterns } from './difference-search.ts';
import { numberArgument, patternColumns, warnOfOwnSearch, weightArgument, wildcardArguments } from './pattern-arguments.ts';
import { type PatternOptions, percentOf, runPatterns } from './pattern-rows.ts';
import type { Plugin } from './plugin.ts';

interface Options extends PatternOptions, DifferenceLimits {
  readonly split: number;
  readonly values: readonly [string, string];
}

/**
 * diffpatterns(split column, value A, value B, weight column, threshold, dimensions, wildcards…): a few patterns that the rows with one value
 * have more often than those with the other. The columns are Kusto's, without that of the split as in the manual's example; the patterns are
 * those of kqlet's own search, the same for the same rows. Manual page diffpatterns-plugin.
 */
export const diffpatterns: Plugin = {
  name: 'diffpatterns',
  doc: 'Finds a few patterns that tell two sets of rows apart.',
  bind,
  run,
};

const ownColumns: readonly Column[] = [
  { name: 'SegmentId', type: 'long' },
  { name: 'CountA', type: 'long' },
  { name: 'CountB', type: 'long' },
  { name: 'PercentA', type: 'real' },
  { name: 'PercentB', type: 'real' },
  { name: 'PercentDiffAB', type: 'real' },
];

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const [splitNode, valueA, valueB, weightNode, threshold, dimensions, ...wildcards] = node.call.arguments;
  const split = columnArgument(input, splitNode, node, 'the column of the split');
  const weight = weightArgument(input, weightNode, node);
  const shown = [...input.schema.columns.keys()].filter((index) => index !== split.index);
  const columns = shown.map((index) => input.schema.columns[index]);
  const range = { what: 'the threshold', otherwise: 0.05, least: 0.015, most: 1 };
  const unlimited = Number.POSITIVE_INFINITY;
  const options: Options = {
    split: split.index,
    values: [textArgument(valueA), textArgument(valueB)],
    threshold: numberArgument(context, environment, threshold, node, range),
    minDimensions: 1,
    maxDimensions: numberArgument(context, environment, dimensions, node, {
      what: 'the number of dimensions',
      otherwise: unlimited,
      least: 1,
      most: unlimited,
    }),
    attributes: shown.filter((index) => index !== weight),
    shown,
    wildcards: wildcardArguments(context, environment, wildcards, columns, node),
    weight,
  };
  warnOfOwnSearch(context, 'diffpatterns');
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'diffpatterns',
    input: input.plan,
    others: [],
    options,
    schema: { columns: patternColumns(ownColumns, columns, node) },
    span: node.span,
  };
  return relationOf(plan, input);

  function textArgument(argument: EvaluateOperator['call']['arguments'][number] | undefined): string {
    const value = constantArgument(context, environment, argument, 'string', null, node);
    if (value === null) fail('semantic', 'diffpatterns needs a column and two of its values', node.call.span);
    return value as string;
  }
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const options = plan.options as Options;
  const { split, values } = options;
  return runPatterns(plan, context, (rows) => {
    const { type } = plan.input.schema.columns[split];
    const read = rows.read(split);
    const sides = Int8Array.from({ length: rows.length }, (_, row) => {
      const cell = read(row);
      return values.indexOf(cell === null ? '' : textOfCell(type, cell));
    });
    const found = differencePatterns({ ...rows, sides }, options, () => context.interrupt());
    return found.map(({ counts: [a, b], totals: [allA, allB], row, fixed }) => {
      const apart = Math.abs((allA === 0 ? 0 : a / allA) - (allB === 0 ? 0 : b / allB));
      const cells = [Math.round(a), Math.round(b), percentOf(a, allA, 2), percentOf(b, allB, 2), percentOf(apart, 1, 2)];
      return { cells, row, fixed };
    });
  });
}
