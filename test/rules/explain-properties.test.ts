import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScalarType } from '../../src/data/types.ts';
import type { Cell } from '../../src/data/vector.ts';
import type { RunContext } from '../../src/engine/context.ts';
import { Database } from '../../src/index.ts';
import { bindOperator } from '../../src/operators/bind.ts';
import { stageTable } from '../../src/operators/run.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { plansIn } from '../../src/plan/walk.ts';
import { collectResult, parseQuery } from '../../src/query.ts';
import { QueryResult } from '../../src/result.ts';
import { explainQuery } from '../../src/rules/explain/index.ts';
import { observe } from '../../src/rules/explain/observe.ts';
import { deliveredSource, delivery, type RandomTable } from '../properties/sources.ts';

/**
 * The observing evaluator looks at every predicate of every row, and must come to the same answer as the engine, which stops as soon as it
 * knows. The counts of a conjunct are checked against the engine too: how many rows a filter of nothing but it, its negation and its being
 * null lets through.
 */

const small = fc.integer({ min: -2, max: 3 });
const columns: Readonly<Record<string, readonly [ScalarType, fc.Arbitrary<Cell>]>> = {
  n: ['long', fc.option(small, { freq: 3 })],
  r: ['real', fc.option(fc.constantFrom(-1.5, 0, 0.5, 2, Number.NaN), { freq: 3 })],
  b: ['bool', fc.option(fc.boolean(), { freq: 3 })],
  s: ['string', fc.constantFrom('', 'a', 'A b', 'ab', 'b-a', 'B')],
  t: ['timespan', fc.option(small.map(BigInt), { freq: 3 })],
  x: ['dynamic', fc.constantFrom<Cell>(null, 1, 'a', true, [], new Map([['k', 1]]))],
};

const randomTable: fc.Arbitrary<RandomTable> = fc
  .array(fc.tuple(...Object.values(columns).map(([, cells]) => cells)), { maxLength: 40 })
  .map((rows) => ({ schema: { columns: Object.entries(columns).map(([name, [type]]) => ({ name, type })) }, rows }));

const atom = fc.oneof(
  fc
    .tuple(fc.constantFrom('n', 'r', 'tolong(x.k)'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), small)
    .map(([a, op, v]) => `${a} ${op} ${v}`),
  fc
    .tuple(
      fc.constantFrom('s', 'tostring(x)'),
      fc.constantFrom('==', '!=', '=~', 'has', '!has', 'contains', 'startswith', '!endswith'),
      fc.constantFrom('a', 'b', 'A b', ''),
    )
    .map(([a, op, v]) => `${a} ${op} '${v}'`),
  fc
    .tuple(fc.constantFrom('in', '!in', 'in~'), fc.subarray(["'a'", "'B'", "'x'"], { minLength: 1 }))
    .map(([op, list]) => `s ${op} (${list.join(', ')})`),
  fc.constantFrom(
    'b',
    'isnull(n)',
    'isnotempty(s)',
    'n between (0 .. 2)',
    'n !between (-1 .. 1)',
    't > 1tick',
    'n > r',
    'bool(null)',
    'true',
    'b == true',
  ),
  fc.constantFrom('iff(n > 0, b, s == "a")', 'case(b, n > 1, isnull(b), true, r > 0)', 'iff(b, n, 1) > 0'),
);
const predicate = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a} and ${b})`),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(${a} or ${b})`),
    tie('tree').map((a) => `not(${a})`),
  ),
})).tree;

const runs = 150;

describe('the observing evaluator', () => {
  it('keeps the rows that the engine keeps, and counts as it would', async () => {
    await fc.assert(
      fc.asyncProperty(randomTable, delivery, fc.array(predicate, { minLength: 1, maxLength: 3 }), async (table, how, predicates) => {
        const database = new Database();
        database.addSource('T', deliveredSource(table, how));
        const query = `T | where ${predicates.join(' and ')}`;
        const { rows, conjuncts, atoms } = await observed(database, query);
        expect(rows).toEqual((await database.query(query)).toRows());
        for (const { text, counts } of conjuncts) {
          const count = async (test: string): Promise<unknown> => (await database.query(`T | where ${test} | count`)).toRows()[0][0];
          expect(counts, text).toEqual({
            true: await count(text),
            false: await count(`not(${text})`),
            null: await count(`isnull(${text})`),
          });
        }
        // an atom is looked at for every row, each time that it stands in the predicate
        for (const total of atoms) expect(total % Math.max(1, table.rows.length)).toBe(0);
      }),
      { numRuns: runs },
    );
  });

  it.each([
    'T | where n > 0 | extend k = iff(b, n, 0) | summarize c = count(), d = countif(s has "a") by s | where c > 1 | order by s asc | take 3',
    'T | join kind=inner (U | where n >= 0) on n | count',
    'T | join U on n | where isnotempty(s1)',
    'T | join kind=leftanti U on s | union (U | where n > 1), T | distinct s',
    'let f = (limit: long) { T | where n > limit }; union withsource=W f(0), f(1), (f(0) | join kind=leftouter f(1) on n)',
    'let m = materialize(T | where n > 0); m | join kind=fullouter (m | summarize c = count() by s) on s',
    'T | where s in (U | where n > 0 | project s) | extend best = toscalar(U | summarize max(n))',
    'T | mv-apply e = pack_array(n, r) on (where e > 0 | summarize z = sum(tolong(e)))',
    'T | mv-expand x | serialize | extend p = prev(n) | where n > p',
    'T | partition hint.strategy=native by s (top 1 by n desc)',
    'T | parse-where s with a:string "-" b2:string | project a, b2',
    'T | evaluate bag_unpack(x) | summarize count() by s',
    'T | lookup kind=leftouter (U | project n, w = s) on n | top 5 by n | project-away r',
    'T | as Q | where n == 1 or n == 2 | consume',
    'T | fork (where n > 0) (count)',
    'search in (T, U) "a" | summarize count() by $table',
    'range i from 1 to 10 step 1 | where i % 2 == 0 | make-series c = count() default = 0 on i from 1 to 10 step 2',
  ])('gives the numbers of rows of a plain run: %s', async (query) => {
    const database = sample();
    const plain = await planRows(database, query, stageTable);
    const { stageTable: watched, observations } = observe({ keepRows: 10 });
    const seen = await planRows(database, query, watched);
    expect(seen).toEqual(plain);
    expect(observations.plans.size).toBeGreaterThan(0);
    const explanation = await explainQuery(database, query);
    expect(explanation.resultRows).toBe((await database.query(query)).rowCount);
  });
});

describe('the rows of a stage', () => {
  it.each([
    [
      'T',
      'where n > 0',
      'extend k = n + 1',
      'where k > 2 and isnotempty(s)',
      'summarize c = count() by s',
      'where c > 1',
      'project s',
      'count',
    ],
    ['T', 'join kind=inner U on n', 'where s1 has "a"', 'distinct s, n', 'top 2 by n', 'union U', 'take 4'],
    [
      'U',
      'mv-expand x',
      'serialize i = row_number()',
      'where i between (2 .. 5) and prev(n) != 1',
      'as Z',
      'order by i desc',
      'project-away r',
    ],
    ['union T, U', 'lookup U on s', 'summarize by s', 'sample-distinct 2 of s'],
    ['(T | where b)', 'parse s with a "-" c', 'where isempty(c)', 'mv-apply e = pack_array(1, n) on (where e > 0)'],
    ['range k from 1 to 9 step 1', 'where k > 3', 'reduce by tostring(k)'],
  ])('are those that the query up to it gives: %s | %s | %s', async (...stages) => {
    const database = sample();
    const { stages: reports } = await explainQuery(database, stages.join('\n| '));
    for (let end = 1; end <= stages.length; end++) {
      const { rowCount } = await database.query(stages.slice(0, end).join('\n| '));
      const report = reports.find(({ id }) => id === String(end));
      // what a later take leaves unread was never given out
      if (!stages.slice(end).some((stage) => /^take/.test(stage))) expect(report?.rowsOut, stages[end - 1]).toBe(rowCount);
      expect(report?.line).toBe(end);
    }
  });
});

interface Observed {
  readonly rows: unknown[][];
  readonly conjuncts: readonly { readonly text: string; readonly counts: object }[];
  readonly atoms: readonly number[];
}

async function observed(database: Database, query: string): Promise<Observed> {
  const { stageTable: stages, observations } = observe();
  const { results, context } = await database.bindWatched(parseQuery(query), {}, { bindOperator, stages });
  const result = results[0];
  const table = await collectResult(result, context);
  const plan = result.plan;
  const expressions = plan.kind === 'filter' ? [...observations.conjuncts] : [];
  return {
    rows: new QueryResult([{ table, visualization: undefined }], [], undefined).toRows(),
    conjuncts: expressions.map(([{ span }, counts]) => ({
      text: query.slice(span.start, span.end),
      counts: { true: counts.true, false: counts.false, null: counts.null },
    })),
    atoms: [...observations.atoms.values()].map((counts) => counts.true + counts.false + counts.null),
  };
}

function sample(): Database {
  const database = new Database();
  const schema = { n: 'long', r: 'real', b: 'bool', s: 'string', x: 'dynamic' } as const;
  const texts = ['a', 'A b', 'a-b', '', 'b'];
  const rows = Array.from({ length: 23 }, (_, k) => ({
    n: k % 5 === 0 ? null : k % 4,
    r: k % 3 === 0 ? null : k / 2 - 3,
    b: k % 4 === 0 ? null : k % 2 === 0,
    s: texts[k % 5],
    x: k % 2 === 0 ? { p: k, q: 'z' } : { p: k },
  }));
  database.addTable('T', rows, { schema });
  database.addTable('U', rows.slice(3, 11), { schema });
  return database;
}

/** The kind of every node that ran and the rows that it gave, in the order of the plan; of what was run to bind it too. */
async function planRows(database: Database, query: string, stages: RunContext['stages']): Promise<string[]> {
  const { results, context } = await database.bindWatched(parseQuery(query), {}, { bindOperator, stages });
  for (const result of results) await collectResult(result, context);
  const seen = results.flatMap(({ plan }) =>
    [...plansIn(plan)].map((node: Plan) => `${node.kind} ${context.counters.get(node)?.rows ?? 0}`),
  );
  return [...seen, `all ${[...context.counters.values()].reduce((sum, { rows }) => sum + rows, 0)}`];
}
