import { missingCell } from '../../data/builder.ts';
import { concatenate } from '../../data/concatenate.ts';
import { gather } from '../../data/gather.ts';
import type { Schema } from '../../data/schema.ts';
import { createSegment, type Segment } from '../../data/segment.ts';
import { constantVector, type Vector } from '../../data/vector.ts';
import type { Graph, NodeProperty } from '../../plan/graph.ts';
import { createGrouper, type Grouper } from '../group.ts';
import { groupVector } from '../rows.ts';
import { type Adjacency, adjacencyBytes, createAdjacency, degrees } from './adjacency.ts';
import type { Charge } from './search.ts';

/** A graph in memory: nodes and edges are numbers; their rows are what expressions over a node or an edge read. The properties that steps add come with the steps. */
export interface GraphData {
  readonly adjacency: Adjacency;
  /** The columns of nodeColumns in plan/graph.ts. */
  readonly nodes: Segment;
  readonly edges: Segment;
}

/** A table with all its rows in one segment. */
export interface Rows {
  readonly schema: Schema;
  readonly rows: Segment;
}

/** Makes a graph of its rows: the nodes are numbered as their ids first occur in the tables and then, edge by edge, at the edges' ends. */
export function buildGraph(graph: Graph, edges: Rows, tables: readonly Rows[], charge: Charge): GraphData {
  const { idType, partition } = graph;
  const grouper = createGrouper(partition === undefined ? [idType] : [idType, edges.schema.columns[partition].type]);
  const standing = tables.map(({ rows }, index) => {
    const { key, partition: column } = graph.tables[index];
    return nodeNumbers(grouper, rows.column(key), column === undefined ? undefined : rows.column(column), rows.length);
  });
  const { sources, targets } = edgeEnds(graph, edges, grouper);
  const nodes = grouper.count;
  charge(grouper.bytes + adjacencyBytes(nodes, sources.length));
  const adjacency = createAdjacency(nodes, sources, targets);
  const [ids] = grouper.keys();
  const columns = [ids, ...degreeColumns(adjacency), ...propertyColumns(graph, tables, standing, ids, nodes)];
  charge(nodes * columns.length * 8);
  return { adjacency, nodes: createSegment(columns, nodes), edges: edges.rows };
}

/** How many edges come into each node and go out of it. */
export function degreeColumns({ inStart, outStart }: Adjacency): [Vector, Vector] {
  return [groupVector(degrees(inStart)), groupVector(degrees(outStart))];
}

/** The number of each row's node; the grouper's own array is used again. */
function nodeNumbers(grouper: Grouper, ids: Vector, partitions: Vector | undefined, length: number): Int32Array {
  if (length === 0) return new Int32Array(0);
  return grouper.assign(partitions === undefined ? [ids] : [ids, partitions], length).slice(0, length);
}

/** The ends of the edges, numbered edge by edge: the source of one, its target, the source of the next …. */
function edgeEnds(graph: Graph, { rows }: Rows, grouper: Grouper): { sources: Int32Array; targets: Int32Array } {
  const { length } = rows;
  const both = concatenate(graph.idType, [rows.column(graph.source), rows.column(graph.target)]);
  const inTurn = Int32Array.from({ length: length * 2 }, (_, i) => (i >>> 1) + (i & 1) * length);
  const twice = inTurn.map((row) => (row < length ? row : row - length));
  const partitions = graph.partition === undefined ? undefined : gather(rows.column(graph.partition), twice);
  const numbers = nodeNumbers(grouper, gather(both, inTurn), partitions, length * 2);
  const ends = (side: number): Int32Array => Int32Array.from({ length }, (_, edge) => numbers[edge * 2 + side]);
  return { sources: ends(0), targets: ends(1) };
}

function propertyColumns(graph: Graph, tables: readonly Rows[], standing: readonly Int32Array[], ids: Vector, nodes: number): Vector[] {
  const places = rowPlaces(standing, nodes);
  return graph.properties
    .filter(({ added }) => !added)
    .map((property) => gather(allValues(property, tables, ids), valuePlaces(property, places, tables)));
}

/** For each node the place of its row among the rows of all tables, -1 for a node that stands in none. The first row of an id counts. */
function rowPlaces(standing: readonly Int32Array[], nodes: number): Int32Array {
  const places = new Int32Array(nodes).fill(-1);
  let before = 0;
  for (const numbers of standing) {
    for (let row = 0; row < numbers.length; row++) if (places[numbers[row]] < 0) places[numbers[row]] = before + row;
    before += numbers.length;
  }
  return places;
}

/** The values of a property in the rows of all tables, then what nodes have that stand in none: their ids, or one missing value. */
function allValues({ type, columns, isId }: NodeProperty, tables: readonly Rows[], ids: Vector): Vector {
  const missing = missingCell(type);
  const inTables = tables.map(({ rows }, table) =>
    columns[table] < 0 ? constantVector(type, missing, rows.length) : rows.column(columns[table]),
  );
  return concatenate(type, [...inTables, isId ? ids : constantVector(type, missing, 1)]);
}

function valuePlaces({ isId }: NodeProperty, places: Int32Array, tables: readonly Rows[]): Int32Array {
  const end = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  return places.map((place, node) => (place >= 0 ? place : isId ? end + node : end));
}
