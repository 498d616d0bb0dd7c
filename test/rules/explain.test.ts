import { describe, expect, it } from 'vitest';
import { Database, KqlError } from '../../src/index.ts';
import { explainQuery as explainInNode } from '../../src/node.ts';
import type { Explanation } from '../../src/rules/explain/explanation.ts';
import { explainQuery, explanationToJson, formatExplanation } from '../../src/rules/explain/index.ts';

const now = '2024-05-01T12:00:00Z';

function sample(): Database {
  const database = new Database({ now });
  database.addTable('Logons', [
    { Time: '2024-05-01T08:00:00Z', User: 'Alice', Host: 'A', Failed: true, Count: 1 },
    { Time: '2024-05-01T08:05:00Z', User: 'Bob', Host: 'B', Failed: false, Count: null },
    { Time: '2024-05-01T08:10:00Z', User: 'Bob', Host: 'A', Failed: true, Count: 3 },
  ]);
  database.addTable('Hosts', [
    { Host: 'A', Owner: 'it' },
    { Host: 'C', Owner: 'web' },
  ]);
  return database;
}

/** id, rows in, rows out, and how often it ran where that is not once. */
const rowsOf = ({ stages }: Explanation): (string | number | undefined)[][] =>
  stages.map(({ id, rowsIn, rowsOut, runs }) => (runs === 1 ? [id, rowsIn, rowsOut] : [id, rowsIn, rowsOut, runs]));

describe('explainQuery', () => {
  it('counts rows in and out of every stage', async () => {
    const explanation = await explainQuery(sample(), 'Logons\n| where Failed\n| summarize n = count() by User\n| where n > 0');
    expect(rowsOf(explanation)).toEqual([
      ['1', undefined, 3],
      ['2', 3, 2],
      ['3', 2, 2],
      ['4', 2, 2],
    ]);
    expect(explanation.emptied).toBeUndefined();
    expect(explanation.hints).toEqual([]);
    expect(explanation.resultRows).toBe(2);
    expect(explanation.stages.map(({ line, column, text }) => [line, column, text])).toEqual([
      [1, 1, 'Logons'],
      [2, 3, 'where Failed'],
      [3, 3, 'summarize n = count() by User'],
      [4, 3, 'where n > 0'],
    ]);
  });

  it('tells how each conjunct fared over all rows, none of them skipped, and the row that failed the fewest', async () => {
    const { emptied } = await explainQuery(sample(), "Logons | where Count > 2 and User == 'Alice' and Host startswith 'A'");
    expect(emptied?.stage).toBe('2');
    expect(emptied?.conjuncts.map((conjunct) => [conjunct.text, conjunct.true, conjunct.false, conjunct.null])).toEqual([
      ['Count > 2', 1, 1, 1],
      ["User == 'Alice'", 1, 2, 0],
      ["Host startswith 'A'", 2, 1, 0],
    ]);
    // Alice's row and the last one fail one conjunct each: the first of them
    expect(emptied?.nearest).toEqual({
      row: { Time: '2024-05-01T08:00:00Z', User: 'Alice', Host: 'A', Failed: true, Count: 1 },
      failed: [{ predicate: 'Count > 2', values: { Count: 1 } }],
    });
  });

  it('takes between for one condition', async () => {
    const { emptied } = await explainQuery(sample(), 'Logons | where Count between (5 .. 9)');
    expect(emptied?.conjuncts.map((conjunct) => [conjunct.text, conjunct.true, conjunct.false, conjunct.null])).toEqual([
      ['Count between (5 .. 9)', 0, 2, 1],
    ]);
  });

  it('goes into the side of a join that gave nothing', async () => {
    const query = "Logons | where Failed | join kind=inner (Hosts | where Owner == 'nobody' | project Host) on Host | count";
    const explanation = await explainQuery(sample(), query);
    expect(rowsOf(explanation)).toEqual([
      ['1', undefined, 3],
      ['2', 3, 2],
      ['3', 2, 0],
      ['3.1', undefined, 2],
      ['3.2', 2, 0],
      ['3.3', 0, 0],
      ['4', 0, 1],
    ]);
    // a count of nothing is a row, and still nothing came out
    expect(explanation.resultRows).toBe(1);
    expect(explanation.emptied?.stage).toBe('3.2');
  });

  it('names the join itself where both sides had rows', async () => {
    const { emptied } = await explainQuery(sample(), 'Logons | join kind=leftanti (Logons) on User');
    expect(emptied).toMatchObject({ stage: '2', kind: 'stage', conjuncts: [] });
  });

  it('goes to the leg of a union in which rows got furthest', async () => {
    const database = sample();
    database.addTable('Empty', [], { schema: { Host: 'string' } });
    const explanation = await explainQuery(database, "union Empty, (Logons | where User == 'Eve')");
    expect(rowsOf(explanation)).toEqual([
      ['1', undefined, 0],
      ['1.1', undefined, 0],
      ['1.2', undefined, 3],
      ['1.3', 3, 0],
    ]);
    expect(explanation.emptied?.stage).toBe('1.3');
  });

  it('says so where a source had no rows', async () => {
    const database = sample();
    database.addTable('Empty', [], { schema: { Host: 'string' } });
    const { emptied, hints } = await explainQuery(database, "Empty | where Host == 'A'");
    expect(emptied).toMatchObject({ stage: '1', kind: 'source' });
    expect(hints.map(({ trap }) => trap)).toEqual(['empty-table']);
  });

  it('adds up a function that is called twice, and numbers what is inside lets, toscalar, in and materialize', async () => {
    const query = [
      'let failed = (least: long) { Logons | where Count >= least };',
      'let most = toscalar(Logons | summarize max(Count));',
      'let kept = materialize(failed(1) | where Failed);',
      'kept | join kind=leftouter failed(2) on User',
      '| where User in (Hosts | where Owner == "it" | project Host) or Count == most',
    ].join('\n');
    expect(rowsOf(await explainQuery(sample(), query))).toEqual([
      ['failed.1', undefined, 6, 2],
      ['failed.2', 6, 3, 2],
      ['most.1', undefined, 3],
      ['most.2', 3, 1],
      ['kept.1', undefined, 2],
      ['kept.2', 2, 2],
      ['1', undefined, 2],
      ['2', 2, 2],
      ['2.1', undefined, 1],
      ['3', 2, 1],
      ['3.1', undefined, 2],
      ['3.2', 2, 1],
      ['3.3', 1, 1],
    ]);
  });

  it('explains what failed because there were no rows', async () => {
    const { error, emptied, stages } = await explainQuery(sample(), "Logons | where User == 'eve' | evaluate pivot(Host) | where A > 0");
    expect(error).toBeInstanceOf(KqlError);
    expect(error?.message).toMatch(/no column `A`/);
    expect(emptied?.stage).toBe('2');
    // what tells the columns of pivot was run, the stages after it were not
    expect(stages.map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  it('goes into the sub-query of mv-apply and partition', async () => {
    const database = new Database();
    database.addTable('T', [
      { k: 'a', list: [1, 2] },
      { k: 'b', list: [3] },
    ]);
    const applied = await explainQuery(database, 'T | mv-apply n = list to typeof(long) on (where n > 5 | top 1 by n)');
    expect(rowsOf(applied)).toEqual([
      ['1', undefined, 2],
      ['2', 2, 0],
      ['2.1', 3, 0],
      ['2.2', 0, 0],
    ]);
    expect(applied.emptied).toMatchObject({ stage: '2.1', nearest: { row: { k: 'a', n: 1 }, failed: [{ values: { n: 1 } }] } });
    const partitioned = await explainQuery(database, "T | partition hint.strategy=native by k (where k == 'A')");
    expect(partitioned.emptied?.stage).toBe('2.1');
    expect(partitioned.hints[0]).toMatchObject({ trap: 'case', stage: '2.1' });
  });

  it('asks why the list of a sub-query is empty', async () => {
    const query = "let owned = Hosts | where Owner == 'IT' | project Host;\nLogons | where Failed | where Host in (owned)";
    const { emptied, hints } = await explainQuery(sample(), query);
    expect(emptied?.stage).toBe('3');
    expect(hints[0]).toMatchObject({ trap: 'case', stage: 'owned.2' });
    expect(hints[0].message).toContain('the list of `Host in (owned)` is empty');
  });

  it('looks through unions in unions in time', async () => {
    const nested = Array.from({ length: 40 }).reduce<string>((inner) => `(union ${inner}, (Logons | where User == 'x'))`, 'Nothing');
    const database = sample();
    database.addTable('Nothing', [], { schema: { User: 'string' } });
    expect((await explainQuery(database, nested.slice(1, -1))).emptied?.kind).toBe('stage');
  });

  it('throws every other error', async () => {
    await expect(explainQuery(sample(), 'Logons | where')).rejects.toThrow(KqlError);
    await expect(explainQuery(sample(), 'Logons | where Nothing == 1')).rejects.toThrow('Nothing');
    await expect(explainQuery(sample(), 'Logons | join Hosts on Host | count', { limits: { rows: 1 } })).rejects.toThrow(
      'more than 1 rows',
    );
  });

  it('names the call where the stage stands in a stored function, whose text is another one', async () => {
    const database = sample();
    database.addFunction("let bobs = () { Logons | where User == 'bob' }");
    const explanation = await explainQuery(database, 'bobs\n| where Failed | count');
    expect(rowsOf(explanation)).toEqual([
      ['1', undefined, 0],
      ['2', 0, 0],
      ['3', 0, 1],
    ]);
    expect(explanation.emptied?.stage).toBe('1');
    expect(explanation.hints[0]).toMatchObject({ trap: 'case', stage: '1' });
  });

  it('explains the last of several results', async () => {
    const explanation = await explainQuery(sample(), 'Logons | count; Logons | where User == "x"');
    expect(rowsOf(explanation)).toEqual([
      ['result1.1', undefined, 3],
      ['result1.2', 3, 1],
      ['1', undefined, 3],
      ['2', 3, 0],
    ]);
    expect(explanation.emptied?.stage).toBe('2');
  });

  it('reads a long beyond 2^53 only where the engine would', async () => {
    const database = new Database();
    database.addTable('T', [{ a: 1, b: '9007199254740993' }], { schema: { a: 'int', b: 'long' } });
    const query = 'T | where a == 2 and exp10(b) > 0';
    expect((await database.query(query)).rowCount).toBe(0);
    expect((await explainQuery(database, query)).emptied?.conjuncts.map((conjunct) => conjunct.false)).toEqual([1, 0]);
  });

  it('is in the Node entry', async () => {
    expect((await explainInNode(sample(), 'Logons | take 1')).resultRows).toBe(1);
  });
});

describe('formatExplanation', () => {
  it('shows a line for each stage, the emptied one marked with its conditions, then the nearest row and the hints', async () => {
    const explanation = await explainQuery(sample(), "Logons\n| where Failed and User == 'bob'\n| count");
    expect(formatExplanation(explanation, { width: 100 }).split('\n')).toEqual([
      '  stage  rows in  rows out',
      '  1                      3  Logons',
      "▶ 2            3         0  where Failed and User == 'bob'",
      '                            true  false  null  of each condition by itself',
      '                               2      1     0  Failed',
      "                               0      3     0  User == 'bob'",
      '  3            0         1  count',
      '  result: 1 row',
      '  stage 2 (line 2) left no row',
      '',
      'the nearest row fails 1 of 2',
      "  User == 'bob'",
      '    User is "Alice"',
      '  Time="2024-05-01T08:00:00Z"  User="Alice"  Host="A"  Failed=true  Count=1',
      '',
      "hint: stage 2, line 2: User differs in case only: it is 'Bob', and `==` keeps case apart; write `=~`",
      '      (1 row would match) [case]',
      '',
    ]);
  });

  it('colours for terminals, and never lets data steer one', async () => {
    const database = new Database();
    database.addTable('T', [{ a: '\u001b[2Jx' }]);
    const explanation = await explainQuery(database, "T | where a == 'X'");
    expect(formatExplanation(explanation, { colors: true })).toContain('\u001b[31m▶ 2');
    expect(formatExplanation(explanation)).not.toContain('\u001b');
    expect(formatExplanation(explanation, { colors: true })).not.toContain('\u001b[2J');
  });

  it('keeps to the width', async () => {
    const explanation = await explainQuery(
      sample(),
      `Logons | where User == '${'very '.repeat(60)}long' and Host == '${'漢字'.repeat(50)}'`,
    );
    for (const line of formatExplanation(explanation, { width: 72 }).split('\n')) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('is data too', async () => {
    const explanation = await explainQuery(sample(), "Logons | where User == 'eve' | evaluate pivot(Host) | where A > 0");
    expect(explanationToJson(explanation)).toMatchObject({ error: { kind: 'semantic' }, emptied: { stage: '2' } });
  });
});
