import { describe, expect, it } from 'vitest';
import { type Source, sourceOf, type Table, tableOfRows } from '../../src/data/table.ts';
import { Database } from '../../src/index.ts';
import { planText } from '../../src/plan/explain.ts';
import { rules } from '../../src/plan/optimize/index.ts';

/** What each rule makes of a plan; that the rows stay the same is a law of its own (properties/optimize.test.ts). */

const table: Table = tableOfRows(
  {
    columns: [
      { name: 'Time', type: 'datetime' },
      { name: 'Id', type: 'long' },
      { name: 'Name', type: 'string' },
      { name: 'Value', type: 'real' },
      { name: 'Bag', type: 'dynamic' },
    ],
  },
  [],
);
const sources: Readonly<Record<string, Source>> = {
  T: sourceOf(table),
  U: sourceOf(table),
  Small: { ...sourceOf(table), rowCount: 100 },
  Large: { ...sourceOf(table), rowCount: 10_000_000 },
  File: { ...sourceOf(table), rowCount: undefined },
};

/** The plan of a query with these rules alone, or with none: its stages without their columns' lists. */
async function plan(text: string, ...only: (keyof typeof rules)[]): Promise<string[]> {
  const database = new Database({ now: '2024-05-01', schemas: false });
  for (const [name, source] of Object.entries(sources)) database.addSource(name, source);
  const without = Object.keys(rules).filter((name) => !only.includes(name));
  const { results } = await database.open(text, { optimize: { without } });
  return results.flatMap((result) => planText(result.plan).trimEnd().split('\n'));
}

const stages = async (text: string, ...only: (keyof typeof rules)[]): Promise<string[]> =>
  (await plan(text, ...only)).map((line) => line.replace(/^(\s*[\d.]+)\s+/, '$1 ').replace(/: all 5 columns$/, ''));

describe('pushFilters', () => {
  const pushed = (text: string): Promise<string[]> => stages(text, 'pushFilters');

  it('moves each conjunct by itself through extend, sort and projections', async () => {
    expect(await pushed('T | extend Id2 = Id + 1 | project-rename Key = Id | sort by Time | where Key > 1 and Id2 > 2')).toEqual([
      '1 scan T',
      '2 filter Id > 1',
      '3 project Time, Id, Name, Value, Bag, Id2 = Id + 1',
      '4 filter Id2 > 2',
      '5 project Time, Key = Id, Name, Value, Bag, Id2',
      '6 sort by Time desc',
    ]);
  });

  it('makes one filter of several, in their order', async () => {
    expect(await pushed("T | where Id > 1 | where Name == 'a' | where Value > 2")).toEqual([
      '1 scan T',
      '2 filter Id > 1 and Name == "a" and Value > 2',
    ]);
  });

  it.each([
    'take 5',
    'top 5 by Id',
    'sample 5',
    'serialize n = row_number()',
    'extend r = rand()',
    'where rand() < 0.5',
    'summarize take_any(*)',
    'partition by Name (take 1)',
  ])('not past %s', async (stage) => {
    const id = stage.includes('take_any') ? 'take_any_Id' : 'Id';
    const lines = await pushed(
      `T | ${stage === 'summarize take_any(*)' ? 'summarize take_any_Id = take_any(Id)' : stage} | where ${id} > 1`,
    );
    // the source, the stage, then the filter
    expect(lines.findIndex((line) => /filter \w+ > 1$/.test(line))).toBeGreaterThan(1);
  });

  it('to the keys of summarize, but to none of its values', async () => {
    expect(await pushed("T | summarize n = count() by Name, Value | where Name == 'a' and n > 1 and Value > 1")).toEqual([
      '1 scan T',
      '2 filter Name == "a"',
      '3 aggregate n = count() by Name, Value',
      '4 filter n > 1 and Value > 1',
    ]);
  });

  it.each([
    ['inner', true, true],
    ['leftouter', true, false],
    ['rightouter', false, true],
    ['fullouter', false, false],
  ])('a join of the kind %s lets it through to the sides whose rows it may drop', async (kind, left, right) => {
    const lines = await pushed(`T | join kind=${kind} (U | project Id, Other = Value) on Id | where Name == 'a' and Other > 1`);
    expect(lines.includes('2 filter Name == "a"')).toBe(left);
    expect(lines.some((line) => /^ {2}\d\.2 filter Value > 1$/.test(line))).toBe(right);
  });

  it('innerunique lets only its keys through, because it takes the first row of each', async () => {
    expect(await pushed("T | join (U) on Id | where Name == 'a' and Id > 1")).toEqual([
      '1 scan T',
      '2 filter Id > 1',
      '3 join innerunique on Id',
      '  3.1 scan U',
      '4 filter Name == "a"',
    ]);
  });

  it('what is dear to test stays behind a join', async () => {
    const [, second] = await pushed("T | join kind=inner (U) on Id | where Name matches regex 'a+b'");
    expect(second).toBe('2 join inner on Id');
  });

  it('what can end the query stays where it is', async () => {
    expect(await pushed("T | extend a = 1 | where Name == 'a' and strrep(Name, Id) == 'aa' and Id > 1")).toEqual([
      '1 scan T',
      '2 filter Name == "a" and Id > 1',
      '3 project Time, Id, Name, Value, Bag, a = 1',
      '4 filter strrep(Name, Id) == "aa"',
    ]);
  });

  it('into every leg of a union, where what a leg lacks is missing', async () => {
    expect(await pushed("union withsource=Table (T | project Id), (U | project Name) | where Id > 1 and Table != 'U'")).toEqual([
      '1 scan T',
      '2 filter Id > 1 and true',
      '3 project Id',
      '4 union of 2',
      '  4.1 scan U',
      '  4.2 filter bool(null) and true',
      '  4.3 project Name',
    ]);
  });

  it('through mv-expand and parse by columns that they repeat', async () => {
    expect(await pushed("T | mv-expand Bag | parse Name with a '=' b | where Id > 1 and a == 'x' and isnotnull(Bag)")).toEqual([
      '1 scan T',
      '2 filter Id > 1',
      '3 mv-expand Bag',
      '4 filter isnotnull(Bag)',
      '5 parse Name',
      '6 filter a == "x"',
    ]);
  });
});

describe('dropEmpty', () => {
  it('runs no leg of a union that can have no rows', async () => {
    const text = "union withsource=Table T, U | where Table == 'U' and Id > 1";
    expect(await stages(text, 'pushFilters', 'dropEmpty')).toEqual(['1 scan U', '2 filter Id > 1', '3 union of 1']);
  });

  it('runs nothing where a filter never holds', async () => {
    expect(await stages("T | where Id > 1 and 1 == 2 | where Name == 'a'", 'dropEmpty')).toEqual(['1 values 0 rows']);
    expect(await stages('T | where 1 == 1', 'dropEmpty')).toEqual(['1 scan T']);
  });
});

describe('orderConjuncts', () => {
  it('tests what is cheap first', async () => {
    const text = "T | where Name matches regex 'a+' and Bag.x == 1 and Name has 'b' and Name == 'c' and Time > ago(1d) and Id != 3";
    expect((await stages(text, 'orderConjuncts'))[1].match(/regex|Bag|has|==? "c"|Time|Id/g)).toEqual([
      'Time',
      '== "c"',
      'has',
      'Id',
      'regex',
      'Bag',
    ]);
  });

  it('keeps the order of tests that cost about the same', async () => {
    const text = "T | where Name in ('a', 'b') and Name == 'c' and Name has 'd' and Name contains 'e'";
    expect(await stages(text, 'orderConjuncts')).toEqual(await stages(text));
  });

  it('leaves what can end the query behind what came before it, and a volatile filter as it is', async () => {
    const [, failing] = await stages("T | where strrep(Name, Id) == 'a' and Name has 'b' and Id > 1", 'orderConjuncts');
    expect(failing).toBe('2 filter Id > 1 and Name has "b" and strrep(Name, Id) == "a"');
    const [, random] = await stages("T | where rand() > 0.5 and Name has 'b' and Id > 1", 'orderConjuncts');
    expect(random).toBe('2 filter rand() > 0.5 and Name has "b" and Id > 1');
  });
});

describe('limitSorts', () => {
  it('makes sort and take one, also below a projection', async () => {
    expect(await stages('T | sort by Id asc | extend a = 1 | take 5', 'limitSorts')).toEqual([
      '1 scan T',
      '2 top 5 by Id asc',
      '3 project Time, Id, Name, Value, Bag, a = 1',
    ]);
  });

  it('takes no more than the least of several takes', async () => {
    expect(await stages('T | take 5 | extend a = 1 | take 3 | take 4', 'limitSorts')).toEqual([
      '1 scan T',
      '2 take 3',
      '3 project Time, Id, Name, Value, Bag, a = 1',
    ]);
  });

  it('sorts where nearly all would be kept anyway', async () => {
    expect(await stages('T | sort by Id asc | take 1000000', 'limitSorts')).toEqual(['1 scan T', '2 sort by Id asc', '3 take 1000000']);
  });
});

describe('reduceJoins', () => {
  it('takes of a large right side what a small left side asks for', async () => {
    expect(await stages('Small | where Id > 1 | join kind=leftouter (Large) on Name', 'reduceJoins')).toEqual([
      '1 shared 1',
      '  1.1 scan Small',
      '  1.2 filter Id > 1',
      '2 join leftouter on Name',
      '  2.1 scan Large',
      '  2.2 join leftsemi on Name',
      '    2.2.1 shared 1, as above',
    ]);
  });

  it.each([
    'Large | join kind=inner (Small) on Id',
    'Small | join kind=rightouter (Large) on Id',
    'Small | join kind=fullouter (Large) on Id',
    'File | join kind=inner (Large) on Id',
    'Small | sample 3 | join kind=inner (Large) on Id',
  ])('but not in %s', async (text) => {
    expect((await stages(text, 'reduceJoins')).join('\n')).not.toContain('leftsemi');
  });

  it('counts a file of unknown length as large', async () => {
    expect((await stages('Small | join kind=inner (File) on Id', 'reduceJoins')).join('\n')).toContain('leftsemi');
  });
});

describe('shareCommon', () => {
  const twice = (head: string): string => `let L = ${head}; L | join kind=inner (L) on Id`;

  it('computes once what two places read', async () => {
    expect(await stages(twice('Small | summarize n = count() by Id'), 'shareCommon')).toEqual([
      '1 shared 1',
      '  1.1 scan Small',
      '  1.2 aggregate n = count() by Id',
      '2 join inner on Id',
      '  2.1 shared 1, as above',
    ]);
  });

  it.each([
    ['a filter alone', 'Small | where Id > 1'],
    ['what is volatile', 'Small | extend r = rand() | summarize max(r) by Id'],
    ['the rows of a file', 'File | join kind=inner (U) on Id'],
    ['what is expanded', 'Small | mv-expand Bag | sort by Id asc'],
  ])('but not %s', async (_, head) => {
    expect((await stages(twice(head), 'shareCommon')).join('\n')).not.toContain('shared');
  });

  it('few rows of a file', async () => {
    expect((await stages(twice('File | summarize n = count() by Id'), 'shareCommon')).join('\n')).toContain('shared 1, as above');
  });
});

describe('pruneColumns', () => {
  const scans = async (text: string): Promise<string[]> =>
    (await plan(text, 'pruneColumns')).flatMap((line) => line.match(/scan .*/)?.[0].replace('scan ', '') ?? []);

  it('reads what the query uses', async () => {
    expect(await scans('T | where Id > 1 | project Name')).toEqual(['T: 2 of 5 columns: Id, Name']);
    expect(await scans('T | count')).toEqual(['T: 0 of 5 columns']);
    expect(await scans('T | extend a = Id, b = Value | sort by Time | project a')).toEqual(['T: 2 of 5 columns: Time, Id']);
    expect(await scans('T')).toEqual(['T: all 5 columns']);
  });

  it('on both sides of a join, and in every leg of a union', async () => {
    expect(await scans('T | join kind=inner (U) on Id | project Name, Value1')).toEqual([
      'T: 2 of 5 columns: Id, Name',
      'U: 2 of 5 columns: Id, Value',
    ]);
    expect(await scans('T | union (U | where Time > ago(1d)) | summarize count() by Name')).toEqual([
      'T: 1 of 5 columns: Name',
      'U: 2 of 5 columns: Time, Name',
    ]);
  });

  it('below what is shared it reads what all that read it use', async () => {
    expect(await scans('let L = materialize(T | where Id > 1); L | project Name | union (L | project Value)')).toEqual([
      'T: 3 of 5 columns: Id, Name, Value',
    ]);
  });

  it('computes no aggregate that nobody reads', async () => {
    expect(await stages('T | summarize a = make_set(Name), b = count() by Id | project b', 'pruneColumns')).toEqual([
      '1 scan T: 1 of 5 columns: Id',
      '2 aggregate b = count() by Id',
      '3 project b',
    ]);
  });
});

it('pipes of 20,000 stages are worked through in time that grows with their length', async () => {
  const database = new Database({ schemas: false });
  database.addSource('T', sources.T);
  const stage = [
    '| where Id > 1',
    '| extend a = Id',
    '| take 100',
    '| sort by Id',
    '| where a > 2',
    "| where strrep(Name, 2) == ''",
    '| project Id, Name, a',
    '| as X',
  ];
  const time = async (length: number): Promise<number> => {
    const text = `T ${Array.from({ length }, (_, i) => stage[i % stage.length]).join('\n')}`;
    const bound = await database.open(text, { optimize: false });
    const started = performance.now();
    const { results } = await database.open(text);
    expect(results[0].schema).toEqual(bound.results[0].schema);
    return performance.now() - started;
  };
  await time(2500);
  const [short, long] = [await time(5000), await time(20_000)];
  expect(long).toBeLessThan(Math.max(short, 50) * 16);
});
