import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Database, KqlError } from '../../src/index.ts';

/** A graph, and a pattern over it as data, so that a matcher that tries everything can say what the answer is. */
interface Edge {
  readonly from: number;
  readonly to: number;
}

interface PatternEdge {
  readonly from: string;
  readonly to: string;
  readonly direction: 'out' | 'in' | 'any';
  readonly range: readonly [number, number] | undefined;
}

interface Walk {
  readonly edges: readonly number[];
  readonly nodes: readonly number[];
}

interface Match {
  readonly nodes: ReadonlyMap<string, number>;
  readonly walks: readonly Walk[];
}

/** A condition as text and as what it means. Node n has the colour n % 3; the edges are numbered. */
interface Condition {
  readonly text: (pattern: readonly PatternEdge[]) => string | undefined;
  readonly holds: (match: Match, pattern: readonly PatternEdge[]) => boolean;
}

const colour = (node: number): number => node % 3;
const first = (pattern: readonly PatternEdge[], path: boolean): number => pattern.findIndex(({ range }) => (range !== undefined) === path);

const conditions: readonly Condition[] = [
  { text: () => 'a.colour != 0', holds: ({ nodes }) => colour(nodes.get('a') as number) !== 0 },
  {
    text: ([edge]) => `${edge.to}.colour == 1`,
    holds: ({ nodes }, [edge]) => colour(nodes.get(edge.to) as number) === 1,
  },
  {
    text: ([edge]) => `a.colour <= ${edge.to}.colour`,
    holds: ({ nodes }, [edge]) => colour(nodes.get('a') as number) <= colour(nodes.get(edge.to) as number),
  },
  {
    text: (pattern) => (first(pattern, false) < 0 ? undefined : `e${first(pattern, false)}.k % 2 == 0`),
    holds: ({ walks }, pattern) => walks[first(pattern, false)].edges[0] % 2 === 0,
  },
  {
    text: (pattern) => (first(pattern, true) < 0 ? undefined : `all(e${first(pattern, true)}, k != 1)`),
    holds: ({ walks }, pattern) => walks[first(pattern, true)].edges.every((edge) => edge !== 1),
  },
  {
    text: (pattern) => (first(pattern, true) < 0 ? undefined : `all(inner_nodes(e${first(pattern, true)}), colour > 0)`),
    holds: ({ walks }, pattern) => inner(walks[first(pattern, true)]).every((node) => colour(node) > 0),
  },
  {
    text: (pattern) => (first(pattern, true) < 0 ? undefined : `any(e${first(pattern, true)}, k > 1)`),
    holds: ({ walks }, pattern) => walks[first(pattern, true)].edges.some((edge) => edge > 1),
  },
];

function inner({ nodes }: Walk): readonly number[] {
  return nodes.slice(1, -1);
}

const nodeCount = 5;

/** All walks along an edge of the pattern from a node, over any edges. */
function walksFrom(edges: readonly Edge[], start: number, { direction, range }: PatternEdge): Walk[] {
  const [least, most] = range ?? [1, 1];
  let longest: Walk[] = [{ edges: [], nodes: [start] }];
  const found = least === 0 ? [...longest] : [];
  for (let length = 1; length <= most; length++) {
    longest = longest.flatMap((walk) => {
      const at = walk.nodes[walk.nodes.length - 1];
      const go = (edge: number, node: number): Walk => ({ edges: [...walk.edges, edge], nodes: [...walk.nodes, node] });
      return edges.flatMap(({ from, to }, edge) => [
        ...(direction !== 'in' && from === at ? [go(edge, to)] : []),
        ...(direction !== 'out' && to === at ? [go(edge, from)] : []),
      ]);
    });
    if (length >= least) found.push(...longest);
  }
  return found;
}

/** Every way to match, by trying all nodes for the first node and then all walks edge by edge; what the cycles forbid goes at the end. */
function naiveMatches(edges: readonly Edge[], pattern: readonly PatternEdge[], cycles: string): Match[] {
  let matches: Match[] = Array.from({ length: nodeCount }, (_, node) => ({ nodes: new Map([['a', node]]), walks: [] }));
  for (const edge of pattern) {
    matches = matches.flatMap(({ nodes, walks }) =>
      walksFrom(edges, nodes.get(edge.from) as number, edge).flatMap((walk) => {
        const end = walk.nodes[walk.nodes.length - 1];
        const bound = nodes.get(edge.to);
        if (bound !== undefined && bound !== end) return [];
        return [{ nodes: new Map([...nodes, [edge.to, end]]), walks: [...walks, walk] }];
      }),
    );
  }
  return matches.filter((match) => mayCycle(match, cycles));
}

function mayCycle({ nodes, walks }: Match, cycles: string): boolean {
  if (cycles === 'all') return true;
  const repeats = (values: readonly number[]): boolean => new Set(values).size < values.length;
  if (cycles === 'unique_edges') return !repeats(walks.flatMap((walk) => walk.edges));
  return !repeats([...nodes.values(), ...walks.flatMap(inner)]) && !walks.some((walk) => walk.nodes.length > 1 && repeats(walk.nodes));
}

function textOf(pattern: readonly PatternEdge[]): string {
  return pattern
    .map(({ from, to, direction, range }, index) => {
      const edge = `[e${index}${range === undefined ? '' : `*${range[0]}..${range[1]}`}]`;
      return `(${from})${direction === 'in' ? '<-' : '-'}${edge}${direction === 'out' ? '->' : '-'}(${to})`;
    })
    .join(', ');
}

const rowsOf = (matches: readonly Match[], pattern: readonly PatternEdge[]): string[] => {
  const names = namesOf(pattern);
  return matches
    .map(({ nodes, walks }) => JSON.stringify([...names.map((name) => nodes.get(name)), ...walks.map((walk) => [walk.edges, inner(walk)])]))
    .sort();
};

function namesOf(pattern: readonly PatternEdge[]): string[] {
  return [...new Set(pattern.flatMap(({ from, to }) => [from, to]))];
}

async function engineRows(
  edges: readonly Edge[],
  pattern: readonly PatternEdge[],
  operator: string,
  where: readonly string[],
): Promise<string[]> {
  const database = new Database({ schemas: false });
  database.addTable(
    'E',
    edges.map(({ from, to }, k) => ({ s: from, t: to, k })),
    { schema: { s: 'long', t: 'long', k: 'long' } },
  );
  database.addTable(
    'N',
    Array.from({ length: nodeCount }, (_, id) => ({ id, colour: colour(id) })),
    { schema: { id: 'long', colour: 'long' } },
  );
  const columns = [
    ...namesOf(pattern).map((name) => `${name}.id`),
    ...pattern.flatMap(({ range }, index) =>
      range === undefined
        ? [`x${index} = e${index}.k`, `y${index} = 0`]
        : [`x${index} = map(e${index}, k)`, `y${index} = map(inner_nodes(e${index}), id)`],
    ),
  ];
  const condition = where.length === 0 ? '' : ` where ${where.join(' and ')}`;
  const query = `E | make-graph s --> t with N on id | ${operator} ${textOf(pattern)}${condition} project ${columns.join(', ')}`;
  const result = await database.query(query);
  const nodes = namesOf(pattern).length;
  return result
    .toRows()
    .map((row) => {
      const paths = pattern.map(({ range }, index) => {
        const edge = row[nodes + 2 * index];
        return range === undefined ? [[edge], []] : [edge, row[nodes + 2 * index + 1]];
      });
      return JSON.stringify([...row.slice(0, nodes), ...paths]);
    })
    .sort();
}

const node = fc.integer({ min: 0, max: nodeCount - 1 });
const edgeOf = fc.record({ from: node, to: node });
const edgeList = fc.array(edgeOf, { maxLength: 8 });
const direction = fc.constantFrom('out', 'in', 'any') as fc.Arbitrary<PatternEdge['direction']>;
const range = fc.option(
  fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }))
    .map(([least, more]) => [least, Math.min(3, least + more)] as const),
  { nil: undefined },
);

/** Edge by edge from `a`, each from a name that is there to any name. */
const pattern: fc.Arbitrary<PatternEdge[]> = fc
  .array(fc.record({ from: fc.nat(3), to: fc.constantFrom('a', 'b', 'c', 'd'), direction, range }), { minLength: 1, maxLength: 3 })
  .map((edges) => {
    const names = ['a'];
    return edges.map(({ from, to, ...edge }) => {
      const start = names[from % names.length];
      if (!names.includes(to)) names.push(to);
      return { from: start, to, ...edge };
    });
  });

const chosen = fc.subarray([...conditions], { maxLength: 3 });

function applicable(all: readonly Condition[], edges: readonly PatternEdge[]): { texts: string[]; holds: (match: Match) => boolean } {
  const used = all.filter(({ text }) => text(edges) !== undefined);
  return { texts: used.map(({ text }) => text(edges) as string), holds: (match) => used.every(({ holds }) => holds(match, edges)) };
}

describe('graph-match', () => {
  it('finds what a matcher finds that tries everything', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(edgeList, pattern, fc.constantFrom('unique_edges', 'all', 'none'), chosen, async (edges, parts, cycles, where) => {
        const { texts, holds } = applicable(where, parts);
        try {
          const rows = await engineRows(edges, parts, `graph-match cycles=${cycles}`, texts);
          expect(rows).toEqual(rowsOf(naiveMatches(edges, parts, cycles).filter(holds), parts));
          compared++;
        } catch (error) {
          // what is refused under cycles=none is not compared
          if (!(error instanceof KqlError && error.kind === 'unsupported' && cycles === 'none')) throw error;
        }
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(300);
  }, 120_000);
});

describe('graph-shortest-paths', () => {
  const shortest = fc.record({
    direction,
    range: fc.tuple(fc.constantFrom(1, 1, 1, 2, 3), fc.nat(3)).map(([least, more]) => [least, Math.min(4, least + more)] as const),
  });
  /** What is said of one element alone is answered by a search in breadth, what is said of the whole path (the last) path by path. */
  const alone = fc.constantFrom([], [4], [5], [5], [4, 5], [0, 5], [1, 4], [0, 1, 5], [6], [5, 6]);

  it('finds the shortest of all paths without a repeated node', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edgeOf, { minLength: 4, maxLength: 11, size: 'max' }),
        shortest,
        alone,
        fc.boolean(),
        async (edges, part, where, all) => {
          const parts = [{ from: 'a', to: 'b', ...part }];
          const { texts, holds } = applicable(
            where.map((index) => conditions[index]),
            parts,
          );
          const rows = await engineRows(edges, parts, `graph-shortest-paths output=${all ? 'all' : 'any'}`, texts);
          const simple = naiveMatches(edges, parts, 'none').filter(holds);
          const lengths = new Map<string, number>();
          for (const match of simple)
            lengths.set(pairOf(match), Math.min(lengthOf(match), lengths.get(pairOf(match)) ?? Number.POSITIVE_INFINITY));
          const expected = rowsOf(
            simple.filter((match) => lengthOf(match) === lengths.get(pairOf(match))),
            parts,
          );
          if (all) expect(rows).toEqual(expected);
          else {
            expect(rows.length).toBe(lengths.size);
            for (const row of rows) expect(expected).toContain(row);
            expect(new Set(rows.map((row) => JSON.stringify(JSON.parse(row).slice(0, 2)))).size).toBe(lengths.size);
          }
        },
      ),
      { numRuns: 600 },
    );
  }, 120_000);

  const pairOf = ({ nodes }: Match): string => `${nodes.get('a')} ${nodes.get('b')}`;
  const lengthOf = ({ walks }: Match): number => walks[0].edges.length;
});
