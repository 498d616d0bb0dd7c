import type { Column } from '../data/schema.ts';
import type { ScalarType } from '../data/types.ts';
import type { Expression } from './expression.ts';

/**
 * What make-graph makes a graph of: every row of the edge table is an edge; the nodes are the ids of the node tables and then those of the edges'
 * ends, in the order in which they first occur. null is an id like any other.
 */
export interface Graph {
  /** The columns of the edge table that hold the ids of an edge's ends. */
  readonly source: number;
  readonly target: number;
  readonly idType: ScalarType;
  readonly tables: readonly NodeTable[];
  readonly properties: readonly NodeProperty[];
  /** What is done to the graph once it is made, in this order. */
  readonly steps: readonly GraphStep[];
  /** The column of the edge table whose every value has a graph of its own. */
  readonly partition: number | undefined;
}

/** A table whose rows are nodes; of the rows with one id the first of the first table counts. */
export interface NodeTable {
  readonly key: number;
  readonly partition: number | undefined;
}

/** A property of nodes: a column of node tables (`columns` has its position in each, -1 for none), or what a step adds. */
export interface NodeProperty extends Column {
  readonly columns: readonly number[];
  /** Holds the id of a node that stands in no table. */
  readonly isId: boolean;
  /** Not there from the start: a step adds it, behind all others. */
  readonly added: boolean;
}

export type ComponentKind = 'weak' | 'strong';

/** Marks components, from which on the nodes have the property; or keeps the nodes, or edges, of which all conditions are true. */
export type GraphStep = MarkStep | FilterStep;

export interface MarkStep {
  readonly kind: 'components';
  readonly components: ComponentKind;
}

/** `where` is over the node or the edge. The edges of a node that goes, go too. */
export interface FilterStep {
  readonly kind: 'nodes' | 'edges';
  readonly where: readonly Expression[];
}

/**
 * What expressions over a node read: its id, how many edges come in and go out, then its properties. Expressions over an edge read the
 * columns of the edge table.
 */
export const nodeColumns = { id: 0, degreeIn: 1, degreeOut: 2, properties: 3 } as const;

/** What comes out of a graph: a row for each node or edge, for each match of a pattern, or for each shortest path. */
export type GraphOutput = ElementOutput | MatchOutput;

export interface ElementOutput {
  readonly kind: 'nodes' | 'edges';
  /** Over the node or the edge, one a schema column. */
  readonly expressions: readonly Expression[];
}

/** Whether a match may come by the same edge or node twice: it may, by the same edge it may not, by the same node it may not. */
export type Cycles = 'all' | 'unique_edges' | 'none';

/**
 * Matches of a pattern. `where` and `project` read `columns`; what the predicate says of one element alone has been taken out of `where` and
 * stands with the element.
 */
export interface MatchOutput {
  readonly kind: 'match' | 'shortest-paths';
  /** For shortest-paths: all that are equally short, not one of them. */
  readonly all: boolean;
  readonly cycles: Cycles;
  readonly nodes: readonly PatternNode[];
  readonly edges: readonly PatternEdge[];
  readonly columns: readonly MatchColumn[];
  readonly where: readonly Expression[];
  readonly project: readonly Expression[];
}

/** A node of a pattern; the same name means the same node. */
export interface PatternNode {
  /** What must be true of the node. */
  readonly where: readonly Expression[];
}

/** `from` and `to` are positions among the pattern's nodes: what stands to the left and to the right of the edge. */
export interface PatternEdge {
  readonly from: number;
  readonly to: number;
  /** 'out': edges point from left to right; 'in': from right to left. */
  readonly direction: EdgeDirection;
  readonly least: number;
  readonly most: number;
  /** What must be true of each edge of the path. */
  readonly where: readonly Expression[];
  /** What must be true of each node between the ends of the path. */
  readonly whereInner: readonly Expression[];
}

export type EdgeDirection = 'out' | 'in' | 'any';

/** A value of a match: an expression over one of its nodes or fixed edges, or the elements of a path taken together. */
export type MatchColumn = ElementColumn | PathColumn;

export interface ElementColumn {
  readonly kind: 'node' | 'edge';
  readonly element: number;
  readonly expression: Expression;
}

/** `expression` is over each edge, or over each node between the ends, of the path that the pattern's edge `element` has become. */
export interface PathColumn {
  readonly kind: 'path';
  readonly fold: PathFold;
  readonly element: number;
  readonly inner: boolean;
  readonly expression: Expression;
}

/** map: an array of the values; all and any: whether it is true of all, of some. */
export type PathFold = 'map' | 'all' | 'any';
