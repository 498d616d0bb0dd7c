import type { Frames } from './search.ts';
import type { SearchStep } from './search-order.ts';

/** Matches of a pattern: a row for each. `nodes` has a column for each node of the pattern, `paths` an entry for each of its edges. */
export interface Matches {
  readonly length: number;
  readonly nodes: readonly Int32Array[];
  readonly paths: readonly Paths[];
}

/**
 * The paths of an edge of the pattern, from left to right as it was written: row r has the edges starts[r] … starts[r + 1] − 1; `nodes` holds
 * the node that each of them leads to, so that the last one of a row is the end of the path.
 */
export interface Paths {
  readonly starts: Int32Array;
  readonly edges: Int32Array;
  readonly nodes: Int32Array;
}

const batchRows = 8192;
const batchEdges = 1 << 18;

/** Takes matches out of a search and hands them on in batches. */
export class MatchCollector {
  private rows = 0;
  private edgeCount = 0;
  private readonly steps: readonly SearchStep[];
  private nodes: Int32Array[];
  private paths: PathBuilder[];

  constructor(nodes: number, steps: readonly SearchStep[]) {
    this.steps = steps;
    this.nodes = Array.from({ length: nodes }, () => new Int32Array(batchRows));
    this.paths = steps.map(() => new PathBuilder());
  }

  get length(): number {
    return this.rows;
  }

  get isFull(): boolean {
    return this.rows === batchRows || this.edgeCount >= batchEdges;
  }

  /** Adds the match that a search stands at: step k is the frames bases[k] … bases[k + 1] − 1. */
  add(bound: Int32Array, frames: Frames, bases: Int32Array): void {
    const { rows, nodes, steps } = this;
    for (let k = 0; k < nodes.length; k++) nodes[k][rows] = bound[k];
    for (let k = 0; k < steps.length; k++) {
      const base = bases[k];
      const last = bases[k + 1] - 1;
      const path = this.paths[steps[k].edge];
      if (steps[k].backward) {
        for (let frame = last; frame > base; frame--) path.add(frames.edges[frame], frames.nodes[frame - 1]);
      } else {
        for (let frame = base + 1; frame <= last; frame++) path.add(frames.edges[frame], frames.nodes[frame]);
      }
      path.endRow(rows);
      this.edgeCount += last - base;
    }
    this.rows++;
  }

  /** Adds a match of a pattern of one edge whose path stands in arrays, backward from its end. */
  addPath(bound: Int32Array, backward: boolean, edges: Int32Array, nodes: Int32Array, length: number): void {
    const { rows } = this;
    for (let k = 0; k < this.nodes.length; k++) this.nodes[k][rows] = bound[k];
    const [path] = this.paths;
    if (backward) for (let i = 0; i < length; i++) path.add(edges[i], nodes[i + 1]);
    else for (let i = length - 1; i >= 0; i--) path.add(edges[i], nodes[i]);
    path.endRow(rows);
    this.edgeCount += length;
    this.rows++;
  }

  take(): Matches {
    const { rows } = this;
    const matches: Matches = {
      length: rows,
      nodes: this.nodes.map((column) => column.subarray(0, rows)),
      paths: this.paths.map((path) => path.take(rows)),
    };
    this.nodes = this.nodes.map(() => new Int32Array(batchRows));
    this.paths = this.paths.map(() => new PathBuilder());
    this.rows = 0;
    this.edgeCount = 0;
    return matches;
  }
}

class PathBuilder {
  private readonly starts = new Int32Array(batchRows + 1);
  private edges = new Int32Array(batchRows);
  private nodes = new Int32Array(batchRows);
  private count = 0;

  add(edge: number, node: number): void {
    if (this.count === this.edges.length) {
      this.edges = grown(this.edges);
      this.nodes = grown(this.nodes);
    }
    this.edges[this.count] = edge;
    this.nodes[this.count++] = node;
  }

  endRow(row: number): void {
    this.starts[row + 1] = this.count;
  }

  take(rows: number): Paths {
    const { count } = this;
    return {
      starts: this.starts.subarray(0, rows + 1),
      edges: this.edges.subarray(0, count),
      nodes: this.nodes.subarray(0, count),
    };
  }
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
