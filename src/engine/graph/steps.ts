import { columnsOf, createSegment, type Segment, selectRows } from '../../data/segment.ts';
import type { FilterStep, GraphStep, MarkStep } from '../../plan/graph.ts';
import { nodeColumns } from '../../plan/graph.ts';
import type { Evaluator } from '../evaluate.ts';
import { groupVector } from '../rows.ts';
import { type Adjacency, adjacencyBytes, createAdjacency } from './adjacency.ts';
import { degreeColumns, type GraphData } from './build.ts';
import { strongComponents, weakComponents } from './components.ts';
import { truthOf } from './match-rows.ts';
import type { Charge } from './search.ts';

/** The graph after a step. */
export function applyStep(step: GraphStep, graph: GraphData, evaluator: Evaluator, charge: Charge): GraphData {
  if (step.kind === 'components') return marked(step, graph);
  const kept = step.kind === 'nodes' ? withNodes(step, graph, evaluator) : withEdges(step, graph, evaluator);
  charge(adjacencyBytes(kept.adjacency.nodes, kept.adjacency.sources.length));
  return kept;
}

function marked({ components }: MarkStep, graph: GraphData): GraphData {
  const { adjacency, nodes } = graph;
  const numbers = components === 'weak' ? weakComponents(adjacency) : strongComponents(adjacency);
  return { ...graph, nodes: createSegment([...columnsOf(nodes), groupVector(numbers)], nodes.length) };
}

function withNodes(step: FilterStep, { adjacency, nodes, edges }: GraphData, evaluator: Evaluator): GraphData {
  const kept = rowsThatHold(step, nodes, evaluator);
  const numbers = new Int32Array(nodes.length).fill(-1);
  for (let node = 0; node < kept.length; node++) numbers[kept[node]] = node;
  const { sources, targets } = adjacency;
  const inside = Int32Array.from(sources.keys()).filter((edge) => numbers[sources[edge]] >= 0 && numbers[targets[edge]] >= 0);
  const fewer = createAdjacency(
    kept.length,
    inside.map((edge) => numbers[sources[edge]]),
    inside.map((edge) => numbers[targets[edge]]),
  );
  return { adjacency: fewer, nodes: withDegrees(selectRows(nodes, kept), fewer), edges: selectRows(edges, inside) };
}

function withEdges(step: FilterStep, { adjacency, nodes, edges }: GraphData, evaluator: Evaluator): GraphData {
  const kept = rowsThatHold(step, edges, evaluator);
  const { sources, targets } = adjacency;
  const fewer = createAdjacency(
    adjacency.nodes,
    kept.map((edge) => sources[edge]),
    kept.map((edge) => targets[edge]),
  );
  return { adjacency: fewer, nodes: withDegrees(nodes, fewer), edges: selectRows(edges, kept) };
}

function rowsThatHold({ where }: FilterStep, rows: Segment, evaluator: Evaluator): Int32Array {
  const holds = where.map((condition) => truthOf(evaluator.evaluate(condition, rows)));
  return Int32Array.from({ length: rows.length }, (_, row) => row).filter((row) => holds.every((truth) => truth[row] === 1));
}

function withDegrees(nodes: Segment, adjacency: Adjacency): Segment {
  const columns = columnsOf(nodes);
  const [degreeIn, degreeOut] = degreeColumns(adjacency);
  columns[nodeColumns.degreeIn] = degreeIn;
  columns[nodeColumns.degreeOut] = degreeOut;
  return createSegment(columns, nodes.length);
}
