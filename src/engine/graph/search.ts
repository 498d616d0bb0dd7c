import type { Cycles, EdgeDirection } from '../../plan/graph.ts';
import type { Adjacency } from './adjacency.ts';
import { MatchCollector, type Matches } from './matches.ts';
import { type SearchStep, searchOrder } from './search-order.ts';
import { type Links, linksOf } from './walk.ts';

/** A pattern over a graph of numbered nodes and edges: what a search looks for. */
export interface Search {
  readonly adjacency: Adjacency;
  readonly cycles: Cycles;
  /** For each node of the pattern 1 where a node of the graph may stand for it; undefined: all may. */
  readonly nodes: readonly (Uint8Array | undefined)[];
  readonly edges: readonly SearchEdge[];
}

export interface SearchEdge {
  /** The pattern's nodes to the left and to the right. */
  readonly from: number;
  readonly to: number;
  readonly direction: EdgeDirection;
  readonly least: number;
  readonly most: number;
  /** 1 where an edge of the graph may be part of the path, and a node of the graph stand between its ends; undefined: all may. */
  readonly edges: Uint8Array | undefined;
  readonly inner: Uint8Array | undefined;
}

/** What a search asks of its surroundings: to be charged for memory, in bytes. */
export type Charge = (bytes: number) => void;

/** Between two pauses a search looks at this many edges. */
const pauseMask = 4095;

const endUntried = -2;
const endTaken = -1;

/**
 * Finds all matches, in batches; `undefined` is a pause, after at most some thousand edges. The search begins at the node of the pattern for
 * which the fewest nodes stand (the first of several) and takes the nodes in their order, then edges in theirs; of the paths for one edge a
 * path comes before those that go on from its end. No part of it recurses: how far it has come stands in arrays, a frame a step of a path.
 */
export function* searchMatches(search: Search, charge: Charge): Generator<Matches | undefined, void, undefined> {
  const { adjacency, cycles } = search;
  const { start, steps } = searchOrder(search);
  const links = steps.map(({ direction }) => linksOf(adjacency, direction));
  const collector = new MatchCollector(search.nodes.length, steps);
  const frames = new Frames(charge);
  /** The node of the graph that stands for each node of the pattern. */
  const bound = new Int32Array(search.nodes.length);
  /** The frame at which each step begins; one more for the end of the last. */
  const bases = new Int32Array(steps.length + 1);
  const usedEdges = cycles === 'unique_edges' ? new Uint8Array(adjacency.sources.length) : undefined;
  const usedNodes = cycles === 'none' ? new Uint8Array(adjacency.nodes) : undefined;
  charge((usedEdges?.length ?? 0) + (usedNodes?.length ?? 0));
  const allowed = search.nodes[start];
  let ticks = 0;

  const mayEnd = (step: SearchStep, node: number, length: number, first: number): boolean => {
    if (length < step.least) return false;
    if (step.closes) return node === bound[step.end] && (usedNodes === undefined || node !== first);
    const fits = search.nodes[step.end];
    return (fits === undefined || fits[node] === 1) && usedNodes?.[node] !== 1;
  };

  for (let origin = 0; origin < adjacency.nodes; origin++) {
    if ((++ticks & pauseMask) === 0) yield undefined;
    if (allowed !== undefined && allowed[origin] === 0) continue;
    bound[start] = origin;
    if (steps.length === 0) {
      collector.add(bound, frames, bases);
      if (collector.isFull) yield collector.take();
      continue;
    }
    if (usedNodes !== undefined) usedNodes[origin] = 1;
    let at = 0;
    let frame = 0;
    frames.set(0, origin, -1, endUntried);
    for (;;) {
      const step = steps[at];
      const base = bases[at];
      const length = frame - base;
      const node = frames.nodes[frame];
      let cursor = frames.cursors[frame];
      if (cursor === endUntried && mayEnd(step, node, length, frames.nodes[base])) {
        frames.cursors[frame] = endTaken;
        if (!step.closes) {
          bound[step.end] = node;
          if (usedNodes !== undefined) usedNodes[node] = 1;
        }
        bases[at + 1] = frame + 1;
        if (at + 1 < steps.length) {
          at++;
          frames.set(++frame, bound[steps[at].start], -1, endUntried);
          continue;
        }
        collector.add(bound, frames, bases);
        if (collector.isFull) yield collector.take();
        cursor = endTaken;
      }
      if (cursor < 0) {
        if (cursor === endTaken && !step.closes && usedNodes !== undefined) usedNodes[node] = 0;
        // from here on the node is one between the ends, if it may be
        if (length < step.most && (length === 0 || ((step.inner === undefined || step.inner[node] === 1) && usedNodes?.[node] !== 1))) {
          if (length > 0 && usedNodes !== undefined) usedNodes[node] = 1;
          cursor = 0;
        }
      }
      const next: number = cursor < 0 ? -1 : nextLink(links[at], step, node, length, cursor, usedEdges);
      ticks += next < 0 ? 1 : next - cursor + 1;
      if (ticks > pauseMask) {
        ticks = 0;
        yield undefined;
      }
      if (next >= 0) {
        const edge = links[at].edgeAt(node, next);
        frames.cursors[frame] = next + 1;
        if (usedEdges !== undefined) usedEdges[edge] = 1;
        frames.set(++frame, links[at].nodeAt(node, next), edge, endUntried);
        continue;
      }
      if (cursor >= 0 && length > 0 && usedNodes !== undefined) usedNodes[node] = 0;
      if (length > 0) {
        if (usedEdges !== undefined) usedEdges[frames.edges[frame]] = 0;
        frame--;
      } else if (at > 0) {
        at--;
        frame--;
      } else break;
    }
    if (usedNodes !== undefined) usedNodes[origin] = 0;
  }
  if (collector.length > 0) yield collector.take();
}

/** The next of a node's links, from `cursor` on, by which a path may go on; -1 when there is none. */
function nextLink(
  links: Links,
  { edges, reach, most }: SearchStep,
  node: number,
  length: number,
  cursor: number,
  usedEdges: Uint8Array | undefined,
): number {
  const count = links.count(node);
  for (let link = cursor; link < count; link++) {
    const edge = links.edgeAt(node, link);
    if (edges !== undefined && edges[edge] === 0) continue;
    if (usedEdges !== undefined && usedEdges[edge] === 1) continue;
    if (reach !== undefined) {
      const rest = reach[links.nodeAt(node, link)];
      if (rest < 0 || length + 1 + rest > most) continue;
    }
    return link;
  }
  return -1;
}

/** A frame is a node on a path: the edge that led to it (-1 where a path begins) and how many of its links have been tried. */
export class Frames {
  nodes = new Int32Array(64);
  edges = new Int32Array(64);
  cursors = new Int32Array(64);
  private readonly charge: Charge;

  constructor(charge: Charge) {
    this.charge = charge;
  }

  set(frame: number, node: number, edge: number, cursor: number): void {
    if (frame === this.nodes.length) this.grow();
    this.nodes[frame] = node;
    this.edges[frame] = edge;
    this.cursors[frame] = cursor;
  }

  private grow(): void {
    this.charge(this.nodes.byteLength * 3);
    this.nodes = doubled(this.nodes);
    this.edges = doubled(this.edges);
    this.cursors = doubled(this.cursors);
  }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(values.length * 2);
  grown.set(values);
  return grown;
}
