import { beforeAll, describe, expect, it } from 'vitest';
import { functions } from '../../src/functions/index.ts';
import { probeSupport, type SupportLine } from '../../src/support/support.ts';
import { type Coverage, coverageOfCases, wordKey } from './case-coverage.ts';

/** A word comes with its cases: what it gives, what it does with nulls, what it does without rows. */

/** Words whose cases cannot stand in a query alone, since a host supplies what they give. */
const ofHosts = {
  'scalar function ingestion_time': 'test/providers/host-functions.test.ts',
  'scalar function parse_user_agent': 'test/providers/user-agents.test.ts',
};

/** Why a word has no case with a null. */
const withoutNulls: Readonly<Record<string, string>> = {
  ...ofHosts,
  'operator range': 'what Kusto makes of ends that are null is not known',
  'operator reduce': 'what Kusto makes of empty texts is not known',
  'scalar function rand': 'what Kusto makes of a null range is not known',
  'scalar function dynamic_to_json': 'what Kusto makes of a null is not known',
  'scalar function assert': 'a null condition is refused',
  'plugin schema_merge': 'it takes what getschema gives, which has no nulls',
  'scalar function column_names_of': 'it takes a table',
  'scalar function iscolumnexists': 'it takes the name of a column',
  'scalar function table': 'it takes the name of a table',
  'scalar function database': 'it takes the name of a database',
};

/** Why a word has no case without rows. */
const withoutEmptyInput: Readonly<Record<string, string>> = {
  ...ofHosts,
  'scalar function database': 'what it names is a database: test/providers/databases.test.ts',
};

let words: SupportLine[] = [];
let coverage: Coverage = { normal: new Set(), nulls: new Set(), empty: new Set() };
beforeAll(async () => {
  const lines = await probeSupport();
  words = lines.filter(({ kind, tier, status }) => kind !== 'type' && tier < 3 && status !== 'refused');
  coverage = await coverageOfCases();
}, 300_000);

function missing(covered: ReadonlySet<string>, excused: Readonly<Record<string, string>>): string[] {
  return words.map(({ kind, name }) => wordKey(kind, name)).filter((word) => !covered.has(word) && !(word in excused));
}

function needless(covered: ReadonlySet<string>, excused: Readonly<Record<string, string>>): string[] {
  return Object.keys(excused).filter((word) => covered.has(word));
}

/** Functions that are called without arguments only: no null can reach them. */
function withoutArguments(): Record<string, string> {
  const tables = { 'scalar function': functions.scalars, aggregate: functions.aggregates } as const;
  const words = Object.entries(tables).flatMap(([kind, table]) =>
    [...table]
      .filter(([, overloads]) => overloads.every(({ signature }) => signature.parameters.length === 0))
      .map(([name]) => [wordKey(kind, name), 'it takes no arguments'] as const),
  );
  return Object.fromEntries(words);
}

describe('every word of the language that runs has a case', () => {
  it('that shows what it gives', () => {
    expect(words.length).toBeGreaterThan(400);
    expect(missing(coverage.normal, ofHosts)).toEqual([]);
  });

  it('with nulls, or empty texts', () => {
    expect(missing(coverage.nulls, { ...withoutNulls, ...withoutArguments() })).toEqual([]);
  });

  it('without rows', () => {
    expect(missing(coverage.empty, { ...withoutEmptyInput, ...withoutArguments() })).toEqual([]);
  });

  it('and no excuse that is not needed', () => {
    expect(needless(coverage.normal, ofHosts)).toEqual([]);
    expect(needless(coverage.nulls, withoutNulls)).toEqual([]);
    expect(needless(coverage.empty, withoutEmptyInput)).toEqual([]);
  });
});
