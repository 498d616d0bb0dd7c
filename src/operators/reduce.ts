import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { checkParameters, findParameter, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { isUnknown } from '../binder/unknown.ts';
import { vectorOf } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { createCoder } from '../data/coder.ts';
import { gather } from '../data/gather.ts';
import { type Column, columnIndex } from '../data/schema.ts';
import { createSegment, type Segment } from '../data/segment.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { Expression } from '../plan/expression.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { ReduceOperator } from '../syntax/ast.ts';
import { type ClusterOptions, clusterTexts, type TextCluster } from './text-clusters.ts';

interface Options extends ClusterOptions {
  readonly by: Expression;
  /** Whether the rows come out, each with the cluster of its text, instead of the clusters. */
  readonly keepsRows: boolean;
}

const ownColumns: readonly Column[] = [
  { name: 'Pattern', type: 'string' },
  { name: 'Count', type: 'long' },
  { name: 'Representative', type: 'string' },
];

/**
 * `reduce kind=source by text with threshold=0.1, characters='…'`: the texts in groups that are alike. The columns are Kusto's, the groups those
 * of kqlet's own search, the same for the same rows. Manual page reduce-operator.
 */
export function bindReduce(context: BindContext, environment: Environment, input: Relation, node: ReduceOperator): Relation {
  checkParameters(context, node.parameters, ['kind'], 'reduce');
  const kind = parameterText(node.parameters, 'kind');
  if (kind !== undefined && kind.text !== 'source') fail('semantic', '`kind` of `reduce` is source', kind.span);
  const keepsRows = kind !== undefined;
  const rows = bindRows(context, environment, input);
  const by = bindExpression(context, rows.scope, node.by);
  if (by.type !== 'string' && !isUnknown(by))
    fail('semantic', `\`reduce\` takes a string, not ${by.type}`, node.by.span, 'take tostring() of it');
  const options: Options = {
    by,
    keepsRows,
    threshold: thresholdOf(context, environment, node),
    separators: separatorsOf(context, environment, node),
  };
  const kept = keepsRows ? input.schema.columns : [];
  const taken = kept.find(({ name }) => columnIndex({ columns: ownColumns }, name) >= 0);
  if (taken !== undefined)
    fail('unsupported', `the table has a column ${taken.name} already`, node.keywordSpan, 'rename the column before');
  const warning = "reduce finds kqlet's own patterns: how Kusto searches is not published, and it may find others";
  if (!context.warnings.includes(warning)) context.warnings.push(warning);
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: 'reduce',
    input: rows.plan,
    others: [],
    options,
    schema: { columns: [...kept, ...ownColumns] },
    span: node.span,
  };
  return relationOf(plan, keepsRows ? input : undefined, keepsRows ? 'keeps-order' : 'loses-order');
}

/** The least part of the rows, 0.1 where it is not given. */
function thresholdOf(context: BindContext, environment: Environment, node: ReduceOperator): number {
  const given = findParameter(node.with, 'threshold');
  if (given === undefined) return 0.1;
  const value = bindExpression(context, { environment, row: undefined }, given.value);
  const isNumber = value.type === 'real' || value.type === 'long' || value.type === 'int' || value.type === 'decimal';
  const threshold = value.kind === 'constant' && isNumber ? Number(String(value.value)) : Number.NaN;
  if (!(threshold >= 0 && threshold <= 1)) fail('semantic', '`threshold` is a number from 0 to 1', given.value.span);
  return threshold;
}

function separatorsOf(context: BindContext, environment: Environment, node: ReduceOperator): string {
  const given = findParameter(node.with, 'characters');
  if (given === undefined) return '';
  const value = bindExpression(context, { environment, row: undefined }, given.value);
  if (value.kind !== 'constant' || value.type !== 'string') fail('semantic', '`characters` is a text', given.value.span);
  return value.value as string;
}

/** What stands for the texts that are like no other. */
const others = 'others';

export function runReduce(plan: PluginPlan, context: RunContext): Stage {
  const { by, keepsRows, ...options } = plan.options as Options;
  const evaluator = createEvaluator(context);
  const coder = createCoder('string');
  const counts: number[] = [];
  const segments: { readonly segment: Segment; readonly texts: Int32Array }[] = [];
  return {
    push(segment) {
      const texts = coder.assign(evaluator.evaluate(by, segment));
      for (let row = 0; row < segment.length; row++) counts[texts[row]] = (counts[texts[row]] ?? 0) + 1;
      if (keepsRows) segments.push({ segment, texts: texts.slice(0, segment.length) });
      context.charge(keepsRows ? segment.length * segment.width * 8 : 0, plan.span);
      return [];
    },
    *finish() {
      const read = cellReader(coder.values());
      const texts = counts.map((_, text) => read(text) as string);
      const { clusters, clusterOf } = clusterTexts(texts, counts, options, () => context.interrupt());
      const unlike = counts.reduce((sum, count, text) => sum + (clusterOf[text] < 0 ? count : 0), 0);
      const all: TextCluster[] = [...clusters, ...(unlike > 0 ? [{ pattern: others, count: unlike, representative: '' }] : [])];
      const columns = [
        vectorOf(
          'string',
          all.map(({ pattern }) => pattern),
        ),
        vectorOf(
          'long',
          all.map(({ count }) => count),
        ),
        vectorOf(
          'string',
          all.map(({ representative }) => representative),
        ),
      ];
      if (!keepsRows) {
        const order = Int32Array.from(all.keys()).sort((a, b) => all[b].count - all[a].count);
        yield* segmentsOf(
          columns.map((column) => gather(column, order)),
          all.length,
        );
        return;
      }
      for (const { segment, texts: ofRows } of segments) {
        const rows = ofRows.map((text) => (clusterOf[text] < 0 ? clusters.length : clusterOf[text]));
        const width = plan.schema.columns.length - columns.length;
        const kept = Array.from({ length: width }, (_, index) => segment.column(index));
        yield createSegment([...kept, ...columns.map((column) => gather(column, rows))], segment.length);
      }
    },
  };
}
