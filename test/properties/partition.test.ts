import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunContext } from '../../src/engine/context.ts';
import { collect, type StageTable } from '../../src/engine/run.ts';
import { partitionOneByOne } from '../../src/operators/partition.ts';
import { stageTable } from '../../src/operators/run.ts';
import { perGroup } from '../../src/plan/per-group.ts';
import type { PartitionPlan, Plan } from '../../src/plan/plan.ts';
import { plansIn } from '../../src/plan/walk.ts';
import { bindQuery, parseQuery } from '../../src/query.ts';
import { emptyEnvironment, rowsOf } from './tables.ts';

/** Runs the sub-query of every partition for one value after the other, as its definition says. */
const oneByOne: StageTable = {
  ...stageTable,
  stage: (plan, context) => (plan.kind === 'partition' ? partitionOneByOne(plan, context) : stageTable.stage(plan, context)),
};

const row = fc
  .tuple(fc.constantFrom('long(null)', '1', '2', '3'), fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b', ''))
  .map(([k, v, s]) => `${k}, ${v}, '${s}'`);

/** All read columns that are always there. */
const operator = fc.constantFrom(
  'where v > 0',
  'extend w = v * 2',
  'project v, k, s',
  'sort by v asc, s desc',
  'top 2 by v',
  'take 2',
  'serialize | extend n = row_number(), p = prev(v)',
  'serialize r = row_cumsum(v, s != prev(s))',
  'summarize v = sum(v), k = max(k), s = max(s)',
  'summarize k = min(k), v = count() by s',
  'distinct v, k, s',
  'mv-expand v = dynamic([5, 6]) to typeof(long)',
  'mv-apply v = dynamic([1, 2]) to typeof(long) on (summarize v = sum(v))',
  'scan with_match_id=m declare (c:long = 0) with (step a: true => c = a.c + v; step b output=last: v > a.v;) | project-away m, c',
);

describe('partition', () => {
  it('gives the same rows over all values at once as over one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.array(operator, { minLength: 1, maxLength: 4 }), async (rows, operators) => {
        const query = `datatable(k:long, v:long, s:string)[${rows.join(', ')}] | partition hint.strategy=native by k (${operators.join(' | ')})`;
        const { results } = await bindQuery(parseQuery(query), emptyEnvironment);
        const { plan } = results[0];
        const partition = [...plansIn(plan)].find((each): each is PartitionPlan => each.kind === 'partition');
        expect(perGroup(partition?.subquery as Plan)).toBeDefined();
        const atOnce = await collect(plan, createRunContext({}, stageTable));
        const alone = await collect(plan, createRunContext({}, oneByOne));
        expect(rowsOf(atOnce)).toEqual(rowsOf(alone));
      }),
      { numRuns: 300 },
    );
  });
});
