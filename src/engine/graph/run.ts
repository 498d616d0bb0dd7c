import { createSegment, type Segment, selectRows } from '../../data/segment.ts';
import { fail } from '../../errors.ts';
import { type Expression, isVolatile } from '../../plan/expression.ts';
import type { ElementOutput, MatchOutput } from '../../plan/graph.ts';
import type { GraphPlan } from '../../plan/plan.ts';
import type { RunContext } from '../context.ts';
import { createEvaluator, type Evaluator } from '../evaluate.ts';
import { concatenateSegments, cut } from '../rows.ts';
import { collect, type Stage } from '../run.ts';
import { selectWhere } from '../select.ts';
import { buildGraph, type GraphData } from './build.ts';
import { matchRows, truthOf } from './match-rows.ts';
import type { Matches } from './matches.ts';
import { type Charge, type Search, searchMatches } from './search.ts';
import { shortestPaths } from './shortest.ts';
import { applyStep } from './steps.ts';

/** Takes all edges and node tables in, makes the graph of them, and gives the rows that are asked of it. */
export function runGraph(plan: GraphPlan, context: RunContext): Stage {
  const segments: Segment[] = [];
  const charge: Charge = (bytes) => context.charge(bytes, plan.span);
  return {
    push(segment) {
      segments.push(segment);
      charge(segment.length * segment.width * 8);
      return [];
    },
    async *finish() {
      const tables = [];
      for (const other of plan.others) {
        const { schema, segments } = await collect(other, context);
        tables.push({ schema, rows: concatenateSegments(schema, segments) });
      }
      const { schema } = plan.input;
      const made = buildGraph(plan.graph, { schema, rows: concatenateSegments(schema, segments) }, tables, charge);
      const evaluator = createEvaluator(context);
      const graph = plan.graph.steps.reduce((before, step) => applyStep(step, before, evaluator, charge), made);
      const { output } = plan;
      if ('expressions' in output) yield* elements(output, graph, evaluator);
      else yield* matches(output, graph, plan, context, charge);
    },
  };
}

function* elements({ kind, expressions }: ElementOutput, graph: GraphData, evaluator: Evaluator): Generator<Segment> {
  for (const segment of cut(graph[kind])) {
    const columns = expressions.map((expression) => evaluator.evaluate(expression, segment));
    yield createSegment(columns, segment.length);
  }
}

async function* matches(
  output: MatchOutput,
  graph: GraphData,
  plan: GraphPlan,
  context: RunContext,
  charge: Charge,
): AsyncGenerator<Segment> {
  const evaluator = createEvaluator(context);
  const search = searchOf(output, graph, evaluator);
  const found = findMatches(output, search, graph, evaluator, charge);
  const { rows: limit } = context.limits;
  let count = 0;
  for (const batch of found) {
    context.interrupt();
    await context.breathe();
    if (batch === undefined) continue;
    count += batch.candidates;
    if (limit !== undefined && count > limit)
      fail('limit', `the pattern has more than ${limit} matches to look at`, plan.span, 'narrow it with `where`, or raise limits.rows');
    const { rows } = batch;
    if (rows.length === 0) continue;
    const columns = output.project.map((expression) => evaluator.evaluate(expression, rows));
    yield createSegment(columns, rows.length);
  }
}

interface Found {
  /** The rows for which the rest of the predicate is true. */
  readonly rows: Segment;
  /** How many were looked at. */
  readonly candidates: number;
}

function findMatches(
  output: MatchOutput,
  search: Search,
  graph: GraphData,
  evaluator: Evaluator,
  charge: Charge,
): Iterable<Found | undefined> {
  const select = (matches: Matches): Found => ({
    rows: selectWhere(evaluator, output.where, matchRows(output.columns, matches, graph, evaluator)),
    candidates: matches.length,
  });
  if (output.kind === 'match') return eachBatch(searchMatches(search, charge), select);
  const plain = output.where.length === 0 && output.edges[0].least === 1;
  if (plain) return eachBatch(shortestPaths(search, output.all, charge), select);
  return shortestOfAll(output, search, graph, evaluator, charge);
}

function* eachBatch(found: Iterable<Matches | undefined>, select: (matches: Matches) => Found): Generator<Found | undefined> {
  for (const batch of found) yield batch === undefined ? undefined : select(batch);
}

/**
 * The shortest paths where only the whole path can tell whether it counts: all paths without a repeated node, by their length; a pair of ends
 * is done with the first length that has a path for it.
 */
function* shortestOfAll(
  output: MatchOutput,
  search: Search,
  graph: GraphData,
  evaluator: Evaluator,
  charge: Charge,
): Generator<Found | undefined> {
  const [edge] = search.edges;
  const { nodes } = graph.adjacency;
  // a path without a repeated node is shorter than the number of nodes
  const most = Math.min(edge.most, nodes - 1);
  const pairs = pairsToFind(search);
  const done = new Set<number>();
  for (let length = edge.least; length <= most && done.size < pairs; length++) {
    const exact: Search = { ...search, cycles: 'none', edges: [{ ...edge, least: length, most: length }] };
    const now = new Set<number>();
    for (const batch of searchMatches(exact, charge)) {
      if (batch === undefined) {
        yield undefined;
        continue;
      }
      const pairOf = (row: number): number => batch.nodes[edge.from][row] * nodes + batch.nodes[edge.to][row];
      const open = rowsWhere(batch.length, (row) => !done.has(pairOf(row)));
      const numbered = withNumbers(matchRows(output.columns, batch, graph, evaluator));
      const kept = selectWhere(evaluator, output.where, selectRows(numbered, open));
      const numbers = (kept.column(output.columns.length) as { values: Int32Array }).values;
      const chosen = rowsWhere(kept.length, (row) => {
        const pair = pairOf(numbers[row]);
        const first = !now.has(pair);
        if (first) now.add(pair);
        return first || output.all;
      });
      charge(chosen.length * 16);
      yield { rows: selectRows(kept, chosen), candidates: batch.length };
    }
    for (const pair of now) done.add(pair);
  }
}

function pairsToFind({ nodes, edges: [{ from, to }], adjacency }: Search): number {
  const count = (node: number): number => nodes[node]?.reduce((sum, each) => sum + each, 0) ?? adjacency.nodes;
  return count(from) * count(to);
}

/** The rows with their numbers as one more column, so that what is left of them can be told. */
function withNumbers(rows: Segment): Segment {
  const { length, width } = rows;
  const values = Int32Array.from({ length }, (_, row) => row);
  const numbers = { encoding: 'int32', type: 'long', length, nulls: undefined, values } as const;
  return { length, width: width + 1, column: (index) => (index === width ? numbers : rows.column(index)) };
}

function rowsWhere(length: number, wanted: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (wanted(row)) rows[count++] = row;
  return rows.subarray(0, count);
}

/** The search for a pattern: what its elements must be is found out once, for every node and edge of the graph. */
function searchOf({ cycles, nodes, edges }: MatchOutput, graph: GraphData, evaluator: Evaluator): Search {
  const allowed = (where: readonly Expression[], rows: Segment): Uint8Array | undefined => {
    if (where.length === 0) return undefined;
    if (where.some(isVolatile)) throw new Error('a volatile condition of one element');
    const mask = new Uint8Array(rows.length).fill(1);
    for (const condition of where) {
      const holds = truthOf(evaluator.evaluate(condition, rows));
      for (let row = 0; row < mask.length; row++) mask[row] &= holds[row];
    }
    return mask;
  };
  return {
    adjacency: graph.adjacency,
    cycles,
    nodes: nodes.map(({ where }) => allowed(where, graph.nodes)),
    edges: edges.map(({ where, whereInner, ...edge }) => ({
      ...edge,
      edges: allowed(where, graph.edges),
      inner: allowed(whereInner, graph.nodes),
    })),
  };
}
