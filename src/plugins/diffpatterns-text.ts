import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindPredicate } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { createBuilder } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import type { Column } from '../data/schema.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { Expression } from '../plan/expression.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { columnArgument, requireInput } from './arguments.ts';
import { type Difference, type DifferenceLimits, differencePatterns } from './difference-search.ts';
import { numberArgument, warnOfOwnSearch } from './pattern-arguments.ts';
import { percentOf } from './pattern-rows.ts';
import type { Plugin } from './plugin.ts';

interface Options extends DifferenceLimits {
  readonly text: number;
  readonly condition: Expression;
  /** Words behind these are not looked at. */
  readonly maxTokens: number;
}

/**
 * diffpatterns_text(text column, condition, least words, threshold, most words): a few patterns of words, each at its place in the text, that
 * texts have more often where the condition is true than where it is false, or the other way round; `*` is any word, at the end any more.
 * The columns are Kusto's, the patterns those of kqlet's own search. Manual page diffpatterns-text-plugin.
 */
export const diffpatternsText: Plugin = {
  name: 'diffpatterns_text',
  doc: 'Finds a few patterns of words that tell two sets of texts apart.',
  bind,
  run,
};

const columns: readonly Column[] = [
  { name: 'Count_of_True', type: 'long' },
  { name: 'Count_of_False', type: 'long' },
  { name: 'Percent_of_True', type: 'real' },
  { name: 'Percent_of_False', type: 'real' },
  { name: 'Pattern', type: 'string' },
];

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const [textNode, conditionNode, minTokens, threshold, maxTokens] = node.call.arguments;
  const text = columnArgument(input, textNode, node, 'a column of texts');
  if (text.type !== 'string' && text.index >= 0) fail('semantic', `diffpatterns_text takes texts, not ${text.type}`, textNode.span);
  if (conditionNode === undefined) fail('semantic', 'diffpatterns_text needs a condition', node.call.span);
  const rows = bindRows(context, environment, input);
  const options: Options = {
    text: text.index,
    condition: bindPredicate(context, rows.scope, conditionNode),
    minDimensions: numberArgument(context, environment, minTokens, node, {
      what: 'the least number of words',
      otherwise: 1,
      least: 0,
      most: 200,
    }),
    threshold: numberArgument(context, environment, threshold, node, { what: 'the threshold', otherwise: 0.05, least: 0.015, most: 1 }),
    maxDimensions: Number.POSITIVE_INFINITY,
    maxTokens: numberArgument(context, environment, maxTokens, node, { what: 'the most words', otherwise: 20, least: 0, most: 20 }),
  };
  warnOfOwnSearch(context, 'diffpatterns_text');
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'diffpatterns_text',
    input: rows.plan,
    others: [],
    options,
    schema: { columns },
    span: node.span,
  };
  return relationOf(plan);
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const options = plan.options as Options;
  const { text, condition, maxTokens } = options;
  const evaluator = createEvaluator(context);
  const words = new Map<string, number>();
  const perRow: number[][] = [];
  const sides: number[] = [];
  return {
    push(segment) {
      const read = cellReader(segment.column(text));
      const test = cellReader(evaluator.evaluate(condition, segment));
      for (let row = 0; row < segment.length; row++) {
        const tokens = (read(row) as string).split(/\s+/, maxTokens + 2).filter((token) => token !== '');
        perRow.push(tokens.slice(0, maxTokens).map(codeOf));
        sides.push(test(row) === true ? 0 : 1);
      }
      context.charge(segment.length * maxTokens * 8, plan.span);
      return [];
    },
    *finish() {
      const { length } = perRow;
      const codes = Array.from({ length: maxTokens }, (_, place) => Int32Array.from(perRow, (row) => row[place] ?? -1));
      const rows = { codes, length, weights: new Float64Array(length).fill(1), sides: Int8Array.from(sides) };
      const found = differencePatterns(rows, options, () => context.interrupt());
      const texts = [...words.keys()];
      const builders = columns.map(({ type }) => createBuilder(type));
      for (const pattern of found) {
        const { counts, totals } = pattern;
        const percents = [percentOf(counts[0], totals[0], 2), percentOf(counts[1], totals[1], 2)];
        [...counts, ...percents, patternText(pattern, codes, texts)].forEach((cell, index) => {
          builders[index].append(cell);
        });
      }
      yield* segmentsOf(
        builders.map((builder) => builder.finish()),
        found.length,
      );
    },
  };

  function codeOf(word: string): number {
    let code = words.get(word);
    if (code === undefined) words.set(word, (code = words.size));
    return code;
  }
}

function patternText({ fixed, row, rows }: Difference, codes: readonly Int32Array[], texts: readonly string[]): string {
  const end = fixed.lastIndexOf(true) + 1;
  const parts = fixed.slice(0, end).map((isFixed, place) => (isFixed ? texts[codes[place][row]] : '*'));
  const goesOn = end < codes.length && rows.some((other) => codes[end][other] >= 0);
  return [...parts, ...(goesOn ? ['*'] : [])].join(' ');
}
