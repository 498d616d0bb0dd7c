import { KqlError } from '../../errors.ts';
import { parseQuery } from '../../query.ts';
import { offsetInFile, type PlacedText } from '../places.ts';
import { namedTables } from '../testing/known-tables.ts';
import { type OpenOptions, type OpenTests, openTestFile } from '../testing/open.ts';
import type { TestFileReport } from '../testing/report.ts';
import { runTests } from '../testing/run.ts';
import { type Mutation, mutated, mutationsOf } from './mutations.ts';

export type { Mutation, MutationOperator } from './mutations.ts';

/** What became of one change of a rule. */
export interface Mutant {
  readonly mutation: Mutation;
  /** killed: a test failed; survived: all passed; invalid: the change gives no rule that Kusto would run. */
  readonly fate: 'killed' | 'survived' | 'invalid';
  /** The test that failed. */
  readonly killedBy: string | undefined;
  /** 1-based, in the file of the rule. */
  readonly line: number;
  readonly column: number;
}

export interface MutationReport {
  readonly file: string;
  readonly rule: { readonly name: string; readonly source: string };
  /** The tests of the rule as it is; where one of them fails there are no mutants. */
  readonly tests: TestFileReport;
  readonly mutants: readonly Mutant[];
  readonly killed: number;
  readonly survived: number;
  /** killed / (killed + survived) in percent; 100 where there was nothing to change. */
  readonly score: number;
}

export interface MutateOptions extends OpenOptions {
  /** Hears of each mutant. */
  readonly progress?: (done: number, of: number) => void;
}

/**
 * Changes the rule of a test file in every small way that mutations.ts knows, one at a time, and runs its tests over each change: what no test
 * notices, the tests do not hold. Throws a KqlError when the file or its rule cannot be read.
 */
export async function mutateRule(file: string, { progress, ...options }: MutateOptions = {}): Promise<MutationReport> {
  const open = await openTestFile(file, options);
  const { rule } = open;
  const tests = await runTests(open, { isCi: true });
  const holds = tests.problems.length === 0 && tests.tests.length > 0 && tests.tests.every(({ status }) => status === 'passed');
  const mutants: Mutant[] = [];
  if (holds) {
    const mutations = mutationsOf(parseQuery(rule.query.text));
    for (const [done, mutation] of mutations.entries()) {
      progress?.(done, mutations.length);
      mutants.push(await tryMutation(open, mutation));
    }
  }
  const count = (fate: Mutant['fate']): number => mutants.filter((mutant) => mutant.fate === fate).length;
  const [killed, survived] = [count('killed'), count('survived')];
  return {
    file,
    rule: { name: rule.name, source: rule.source },
    tests,
    mutants,
    killed,
    survived,
    score: killed + survived === 0 ? 100 : (100 * killed) / (killed + survived),
  };
}

/** A mutant that runs on and on is as good as noticed. */
const limits = { timeMs: 20_000 };

async function tryMutation(open: OpenTests, mutation: Mutation): Promise<Mutant> {
  const { query } = open.rule;
  const { line, column } = placeInFile(query, mutation.span.start);
  const text = mutated(query.text, mutation);
  if (!(await isValid(open, text))) return { mutation, fate: 'invalid', killedBy: undefined, line, column };
  const report = await runTests(open, { query: { ...query, text }, explains: false, stopsAtFailure: true, isCi: true, limits });
  const failed = report.tests.find(({ status }) => status !== 'passed');
  return { mutation, fate: failed === undefined ? 'survived' : 'killed', killedBy: failed?.name, line, column };
}

/** Whether a query is one, as far as can be told by the columns of the tables that the first test gives. */
async function isValid({ testFile, schemas, functionTexts, given, nowOf }: OpenTests, text: string): Promise<boolean> {
  const [first] = testFile.tests ?? [];
  const { database: supplied, tables } = await given(first);
  const database = supplied.fork();
  for (const [name, source] of namedTables([text, ...functionTexts], schemas)) database.addSource(name, source);
  for (const table of tables) database.addSource(table.name, table.visibleAt(nowOf(first)));
  return (await database.check(text)).errors.length === 0;
}

function placeInFile(query: PlacedText, offset: number): { line: number; column: number } {
  const start = offsetInFile(query, offset);
  const { line = 1, column = 1 } = new KqlError({ kind: 'data', message: '', span: { start, end: start } }, query.source);
  return { line, column };
}
