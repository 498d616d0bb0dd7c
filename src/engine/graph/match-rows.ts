import { cellReader } from '../../data/cells.ts';
import { type Dynamic, dynamicOfCell } from '../../data/dynamic.ts';
import { type Segment, selectRows } from '../../data/segment.ts';
import type { BoolVector, Vector } from '../../data/vector.ts';
import type { ElementColumn, MatchColumn, PathColumn } from '../../plan/graph.ts';
import type { Evaluator } from '../evaluate.ts';
import type { GraphData } from './build.ts';
import type { Matches, Paths } from './matches.ts';

/** Matches as rows of the columns that a pattern's expressions read; a column is computed when somebody reads it. */
export function matchRows(columns: readonly MatchColumn[], matches: Matches, graph: GraphData, evaluator: Evaluator): Segment {
  const known: (Vector | undefined)[] = [];
  const value = (column: MatchColumn): Vector =>
    column.kind === 'path' ? pathValues(column, matches, graph, evaluator) : elementValues(column, matches, graph, evaluator);
  return {
    length: matches.length,
    width: columns.length,
    column: (index) => (known[index] ??= value(columns[index])),
  };
}

function elementValues({ kind, element, expression }: ElementColumn, matches: Matches, graph: GraphData, evaluator: Evaluator): Vector {
  const rows = kind === 'node' ? selectRows(graph.nodes, matches.nodes[element]) : selectRows(graph.edges, matches.paths[element].edges);
  return evaluator.evaluate(expression, rows);
}

/** Evaluates an expression over the elements of all paths at once, then takes those of each path together. */
function pathValues({ fold, element, inner, expression }: PathColumn, matches: Matches, graph: GraphData, evaluator: Evaluator): Vector {
  const paths = matches.paths[element];
  const elements = inner ? innerNodes(paths) : { starts: paths.starts, numbers: paths.edges };
  const values = evaluator.evaluate(expression, selectRows(inner ? graph.nodes : graph.edges, elements.numbers));
  return fold === 'map' ? arrays(values, elements.starts) : truths(values, elements.starts, fold === 'all');
}

/** The nodes between the ends of each path: all that its edges lead to but the last. */
function innerNodes({ starts, nodes }: Paths): { starts: Int32Array; numbers: Int32Array } {
  const innerStarts = new Int32Array(starts.length);
  const numbers = new Int32Array(nodes.length);
  let count = 0;
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let at = starts[row]; at + 1 < starts[row + 1]; at++) numbers[count++] = nodes[at];
    innerStarts[row + 1] = count;
  }
  return { starts: innerStarts, numbers: numbers.subarray(0, count) };
}

function arrays(values: Vector, starts: Int32Array): Vector {
  const read = cellReader(values);
  const length = starts.length - 1;
  const lists = new Array<Dynamic>(length);
  for (let row = 0; row < length; row++) {
    const list: Dynamic[] = [];
    for (let at = starts[row]; at < starts[row + 1]; at++) list.push(dynamicOfCell(values.type, read(at)));
    lists[row] = list;
  }
  return { encoding: 'dynamic', type: 'dynamic', length, nulls: undefined, values: lists };
}

/** Whether the condition is true of all elements of a path, or of some. Where it is null it is not true. */
function truths(values: Vector, starts: Int32Array, all: boolean): BoolVector {
  const holds = truthOf(values);
  const length = starts.length - 1;
  const deciding = all ? 0 : 1;
  const results = new Uint8Array(length).fill(1 - deciding);
  for (let row = 0; row < length; row++) {
    for (let at = starts[row]; at < starts[row + 1]; at++) if (holds[at] === deciding) results[row] = deciding;
  }
  return { encoding: 'bool', type: 'bool', length, nulls: undefined, values: results };
}

/** 1 where a bool is true, 0 where it is false or null. */
export function truthOf(vector: Vector): Uint8Array {
  if (vector.encoding === 'constant') return new Uint8Array(vector.length).fill(vector.value === true ? 1 : 0);
  // in a bool vector a null is 0
  return (vector as BoolVector).values;
}
