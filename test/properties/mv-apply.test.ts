import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunContext } from '../../src/engine/context.ts';
import { collect, type StageTable } from '../../src/engine/run.ts';
import { applyRowByRow } from '../../src/operators/mv-apply.ts';
import { stageTable } from '../../src/operators/run.ts';
import { perGroup } from '../../src/plan/per-group.ts';
import type { ApplyPlan, Plan } from '../../src/plan/plan.ts';
import { plansIn } from '../../src/plan/walk.ts';
import { bindQuery, parseQuery } from '../../src/query.ts';
import { emptyEnvironment, rowsOf } from './tables.ts';

/** Runs every mv-apply row by row, as its definition says. */
const rowByRow: StageTable = {
  ...stageTable,
  stage: (plan, context) => (plan.kind === 'apply' ? applyRowByRow(plan, context) : stageTable.stage(plan, context)),
};

describe('mv-apply', () => {
  it('gives the same rows in batches as row by row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.array(operator, { minLength: 1, maxLength: 4 }), async (rows, operators) => {
        const query = `datatable(k:long, d:dynamic)[${rows.join(', ')}] | mv-apply with_itemindex=i x = d to typeof(long) on (${operators.join(' | ')})`;
        const { results } = await bindQuery(parseQuery(query), emptyEnvironment);
        const { plan } = results[0];
        const apply = [...plansIn(plan)].find((each): each is ApplyPlan => each.kind === 'apply');
        expect(perGroup(apply?.subquery as Plan)).toBeDefined();
        const batched = await collect(plan, createRunContext({}, stageTable));
        const alone = await collect(plan, createRunContext({}, rowByRow));
        expect(rowsOf(batched)).toEqual(rowsOf(alone));
      }),
      { numRuns: 300 },
    );
  });
});

const element = fc.oneof(fc.integer({ min: -3, max: 3 }).map(String), fc.constant('null'), fc.constant("'a'"));
const collection = fc.oneof(
  fc.array(element, { maxLength: 5 }).map((items) => `dynamic([${items.join(', ')}])`),
  fc.constant('dynamic(null)'),
  fc.constant("dynamic({'p': 1, 'q': 2})"),
);
const row = fc.tuple(fc.integer({ min: 0, max: 3 }), collection).map(([k, d]) => `${k}, ${d}`);

/** Operators that any of the others may stand before: all read columns that are always there. */
const operator = fc.oneof(
  fc.constant('where x > 0'),
  fc.constant('where x != 1'),
  fc.constant('extend x = x * 2, y = x + k'),
  fc.constant('project x, k, i, z = k * 10'),
  fc.constant('sort by x asc'),
  fc.constant('sort by k desc, x desc'),
  fc.constant('top 2 by x'),
  fc.constant('top 1 by x asc nulls last'),
  fc.constant('take 2'),
  fc.constant('take 0'),
  fc.constant('summarize x = sum(x), k = max(k), i = count()'),
  fc.constant('summarize i = count(), k = min(k) by x'),
  fc.constant('distinct x, k, i'),
  fc.constant('mv-expand x = dynamic([5, 6]) to typeof(long)'),
  fc.constant('mv-apply x = dynamic([1, 2, 3]) to typeof(long) on (where x > 1 | summarize x = sum(x))'),
  fc.constant('parse tostring(x) with x:long'),
  fc.constant('serialize | extend n = row_number(), p = prev(x)'),
  fc.constant('serialize s = row_cumsum(x)'),
);
