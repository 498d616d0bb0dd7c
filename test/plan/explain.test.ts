import { describe, expect, it } from 'vitest';
import { Database } from '../../src/index.ts';
import { explainPlan, planText } from '../../src/plan/explain.ts';
import { caseFiles, readCases } from '../case-files.ts';

/** What `--explain` shows of plans as they are bound. */

async function text(query: string): Promise<string> {
  const database = new Database({ now: '2024-05-01', schemas: false });
  database.addTable('T', [{ Id: 1, Name: 'a', At: '2024-05-01T00:00:00Z', Bag: { a: 1 } }]);
  const { results } = await database.open(query, { optimize: false });
  return results.map(({ plan }) => planText(plan)).join('');
}

const last = async (query: string): Promise<string> =>
  (await text(query))
    .trimEnd()
    .split('\n')
    .at(-1)
    ?.replace(/^\S+\s+/, '') ?? '';

describe('a plan as text', () => {
  it('numbers the stages of the pipe, and what stands beside them below theirs', async () => {
    expect(await text('T | take 1 | union (T | count), (T | join kind=leftanti (T) on Id)')).toBe(
      `1          scan T: all 4 columns
2          take 1
3          union of 3
  3.1.1    scan T: all 4 columns
  3.1.2    aggregate Count = count()
  3.2.1    scan T: all 4 columns
  3.2.2    join leftanti on Id
    3.2.2.1  scan T: all 4 columns
`.replace(/^( *[\d.]+) +/gm, (_, number: string) => `${number.padEnd(11)}  `),
    );
  });

  it.each([
    ["where Name == 'x' or not(Id in (1, 2)) and Bag.a > 2", 'filter Name == "x" or (not(Id in (1, 2)) and Bag.a > 2)'],
    ["where Name has_any ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')", 'filter Name has_any ("a", "b", "c", "d", "e", "f", … 2 more)'],
    ['where At > ago(1d) and -Id < 3', 'filter At > datetime(2024-04-30T00:00:00.0000000Z) and -Id < 3'],
    ['extend n = strlen(Name), d = At - 1h', 'project Id, Name, At, Bag, n = strlen(Name), d = At - timespan(01:00:00)'],
    [
      'summarize n = count(), make_set(Name) by Id, At = bin(At, 1h)',
      'aggregate n = count(), set_Name = make_set(Name) by Id, At = bin(At, timespan(01:00:00))',
    ],
    ['sort by Name asc nulls last, Id', 'sort by Name asc nulls last, Id desc'],
    ['top 3 by Id', 'top 3 by Id desc'],
    ["mv-expand Bag | parse Name with * 'x' y", 'parse Name'],
    ['extend x = dynamic({"a":[1]})', 'project Id, Name, At, Bag, x = dynamic({"a":[1]})'],
    [`where Name == '${'y'.repeat(100)}'`, `filter Name == "${'y'.repeat(59)}…"`],
    ['where Id == long(null)', 'filter Id == long(null)'],
    ['serialize n = row_number() | take 0', 'take 0'],
  ])('%s', async (stages, expected) => {
    expect(await last(`T | ${stages}`)).toBe(expected);
  });

  it('is there for the plan of every query of the case files, with a line a stage', async () => {
    let seen = 0;
    for (const file of caseFiles()) {
      const [first] = readCases(file).filter(({ expected }) => expected.kind === 'rows');
      if (first === undefined) continue;
      const database = new Database({ now: '2024-05-01', schemas: false });
      const query = await database.open(first.query, { optimize: false }).catch(() => undefined);
      for (const { plan } of query?.results ?? []) {
        const stages = explainPlan(plan);
        expect(planText(plan).split('\n')).toHaveLength(stages.length + 1);
        expect(new Set(stages.map(({ number }) => number)).size).toBe(stages.length);
        expect(stages.every((stage) => stage.text.length > 0 && !stage.text.includes('undefined'))).toBe(true);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(100);
  });
});
