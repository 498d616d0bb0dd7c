import type { BindContext, BindOperator, Environment } from '../binder/context.ts';
import type { Relation } from '../binder/relation.ts';
import { fail } from '../errors.ts';
import type { Operator, SourceOperator } from '../syntax/ast.ts';
import { bindAs } from './as.ts';
import { bindAssertSchema } from './assert-schema.ts';
import { bindConsume } from './consume.ts';
import { bindCount } from './count.ts';
import { bindDataTable } from './datatable.ts';
import { bindDistinct } from './distinct.ts';
import { bindEvaluate } from './evaluate.ts';
import { bindExtend } from './extend.ts';
import { bindGetSchema } from './getschema.ts';
import { bindInvoke } from './invoke.ts';
import { bindJoin } from './join.ts';
import { bindLookup } from './lookup.ts';
import { bindMvApply } from './mv-apply.ts';
import { bindMvExpand } from './mv-expand.ts';
import { graphOperators, outsideOperators, rareOperators, searchOperators, seriesOperators } from './on-demand.ts';
import { bindParse } from './parse.ts';
import { bindPrint } from './print.ts';
import { bindProject } from './project.ts';
import { bindProjectByNames } from './project-by-names.ts';
import { bindProjectRename } from './project-rename.ts';
import { bindProjectReorder } from './project-reorder.ts';
import { bindProjectSelect } from './project-select.ts';
import { bindRange } from './range.ts';
import { bindRender } from './render.ts';
import { bindSample, bindSampleDistinct } from './sample.ts';
import { bindSerialize } from './serialize.ts';
import { bindSort } from './sort.ts';
import { bindSummarize } from './summarize.ts';
import { bindTake } from './take.ts';
import { bindTop } from './top.ts';
import { bindUnion } from './union.ts';
import { bindWhere } from './where.ts';

type AnyOperator = Operator | SourceOperator;
type NodeOf<Kind extends AnyOperator['kind']> = Extract<AnyOperator, { kind: Kind }>;

/** Binds an operator that needs rows before it. */
type Piped<Kind extends AnyOperator['kind']> = (
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: NodeOf<Kind>,
) => Relation;
/** Binds an operator that can begin a pipe. */
type Source<Kind extends AnyOperator['kind']> = (
  context: BindContext,
  environment: Environment,
  input: Relation | undefined,
  node: NodeOf<Kind>,
) => Relation;

/** How each kind of operator is bound; 'unsupported' for what the grammar takes and nothing runs yet. */
const binders: {
  readonly [Kind in AnyOperator['kind']]: { readonly piped: Piped<Kind> } | { readonly source: Source<Kind> } | 'unsupported';
} = {
  where: { piped: bindWhere },
  extend: { piped: bindExtend },
  project: { piped: bindProject },
  'project-away': { piped: bindProjectSelect },
  'project-keep': { piped: bindProjectSelect },
  'project-rename': { piped: bindProjectRename },
  'project-reorder': { piped: bindProjectReorder },
  'project-by-names': { piped: bindProjectByNames },
  serialize: { piped: bindSerialize },
  summarize: { piped: bindSummarize },
  count: { piped: bindCount },
  distinct: { piped: bindDistinct },
  sort: { piped: bindSort },
  top: { piped: bindTop },
  take: { piped: bindTake },
  sample: { piped: bindSample },
  'sample-distinct': { piped: bindSampleDistinct },
  'top-nested': { piped: (...stage) => rareOperators().bindTopNested(...stage) },
  'top-hitters': { piped: (...stage) => rareOperators().bindTopHitters(...stage) },
  join: { piped: bindJoin },
  lookup: { piped: bindLookup },
  union: { source: bindUnion },
  'mv-expand': { piped: bindMvExpand },
  'mv-apply': { piped: bindMvApply },
  parse: { piped: bindParse },
  'parse-where': { piped: bindParse },
  'parse-kv': { piped: (...stage) => rareOperators().bindParseKv(...stage) },
  evaluate: { source: bindEvaluate },
  invoke: { piped: bindInvoke },
  as: { piped: bindAs },
  getschema: { piped: bindGetSchema },
  render: { piped: bindRender },
  consume: { piped: bindConsume },
  'assert-schema': { piped: bindAssertSchema },
  'make-series': { piped: (...stage) => seriesOperators().bindMakeSeries(...stage) },
  scan: { piped: (...stage) => rareOperators().bindScan(...stage) },
  partition: { piped: (...stage) => rareOperators().bindPartition(...stage) },
  __partitionby: 'unsupported',
  fork: { piped: (...stage) => rareOperators().bindFork(...stage) },
  facet: { piped: (...stage) => rareOperators().bindFacet(...stage) },
  search: { source: (...stage) => searchOperators().bindSearch(...stage) },
  find: { source: (...stage) => searchOperators().bindFind(...stage) },
  reduce: { piped: (...stage) => rareOperators().bindReduce(...stage) },
  'macro-expand': { source: (...stage) => outsideOperators().bindMacroExpand(...stage) },
  'execute-and-cache': 'unsupported',
  'make-graph': { piped: (...stage) => graphOperators().bindMakeGraph(...stage) },
  'graph-match': { piped: (...stage) => graphOperators().bindGraphMatch(...stage) },
  'graph-shortest-paths': { piped: (...stage) => graphOperators().bindGraphShortestPaths(...stage) },
  'graph-mark-components': { piped: (...stage) => graphOperators().bindGraphMarkComponents(...stage) },
  'graph-to-table': { piped: (...stage) => graphOperators().bindGraphToTable(...stage) },
  'graph-where-nodes': { piped: (...stage) => graphOperators().bindGraphWhere(...stage) },
  'graph-where-edges': { piped: (...stage) => graphOperators().bindGraphWhere(...stage) },
  print: { source: bindPrint },
  range: { source: bindRange },
  datatable: { source: bindDataTable },
  __contextual_datatable: 'unsupported',
  externaldata: { source: (...stage) => outsideOperators().bindExternalData(...stage) },
  'inline-external-table': 'unsupported',
  'materialized-view-combine': 'unsupported',
};

export const bindOperator: BindOperator = (context, environment, input, node) => {
  // the table says per kind what the node is; indexed by a union TypeScript cannot see that the two go together
  const binder = binders[node.kind] as { piped: Piped<never> } | { source: Source<never> } | 'unsupported';
  if (binder === 'unsupported') return fail('unsupported', `\`${node.kind}\` is not supported yet`, node.keywordSpan);
  if (input?.graph !== undefined && !node.kind.startsWith('graph-'))
    return fail('semantic', `\`${node.kind}\` takes a table, not a graph`, node.keywordSpan, 'put graph-match or graph-to-table before it');
  if ('source' in binder) return binder.source(context, environment, input, node as never);
  if (input === undefined) return fail('semantic', `\`${node.kind}\` needs rows before it`, node.keywordSpan, `write T | ${node.kind} …`);
  return binder.piped(context, environment, input, node as never);
};
