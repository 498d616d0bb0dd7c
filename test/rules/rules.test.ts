import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/schemas/index.ts';
import { parse } from '../../src/syntax/parse.ts';
import { isKnownFlaw } from '../oracle/known-flaws.ts';
import { type Analyzer, loadAnalyzer, sharedFolder } from '../oracle/microsoft.ts';
import { analyzedFunctions, analyzedTables, hashOf, parameterText } from './fixtures.ts';
import { type Run, runQuery } from './mend.ts';
import { type Needs, needsOf, type Outcome, outcomeOf, reasonOf } from './outcomes.ts';
import { type QueryReads, tablesOfQuery } from './tables-of-query.ts';

const corpus = path.join(sharedFolder, 'corpus/rules-dev.jsonl.gz');

/** By default a tenth of the rules runs, with KQLET_FULL=1 all of them. */
const every = process.env.KQLET_FULL ? 1 : 10;

/** The analyzer needs a tenth of a second a query: the result columns of every so many runs are compared with it, with KQLET_FULL=1 of all. */
const comparedEvery = process.env.KQLET_FULL ? 1 : 6;

/**
 * The share of queries that must run to a result. Left out are those that Microsoft's analyzer refuses too, and those that compare a column
 * of a built-in schema with a value of another type.
 */
const bars: Readonly<Record<Needs, number>> = { 'built-in tables': 0.99, 'other tables': 0.97, 'something from outside': 0.95 };

/** By so much the share of a sample may lie below that of all. */
const sampleAllowance = 0.03;

interface RuleRun {
  readonly id: string;
  readonly needs: Needs;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly milliseconds: number;
}

describe.skipIf(!existsSync(corpus))('real rules on generated tables (skipped where ../shared is missing)', () => {
  it('run to a result, or are refused by name', async () => {
    const analyzer = await loadAnalyzer();
    const rules = gunzipSync(readFileSync(corpus))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; query: string });
    const records: RuleRun[] = [];
    const different: string[] = [];
    let compared = 0;
    for (const { id, query } of rules.filter((_, index) => index % every === 0)) {
      const start = performance.now();
      const { query: tree, diagnostics } = parse(query);
      if (tree === undefined) {
        const [{ kind, message }] = diagnostics;
        records.push({
          id,
          needs: 'built-in tables',
          outcome: kind === 'unsupported' ? 'unsupported' : 'wrong query',
          reason: message,
          milliseconds: 0,
        });
        continue;
      }
      const reads = tablesOfQuery(tree, schemas);
      const run = await runQuery(query, reads, hashOf(id));
      const needs = needsOf(tree, reads);
      const outcome = outcomeOf(query, reads, run, analyzer);
      records.push({ id, needs, outcome, reason: run.mismatch ?? reasonOf(run.error), milliseconds: performance.now() - start });
      if (run.result !== undefined && hashOf(id) % comparedEvery === 0) {
        const difference = schemaDifference(query, reads, run, analyzer);
        if (difference !== undefined) compared++;
        if (difference) different.push(`${id}${difference}`);
      }
    }
    console.log(
      [...report(records), `${compared} result schemas compared, ${different.length} different`, ...different.slice(0, 40)].join('\n'),
    );
    expect(records.filter(({ outcome }) => outcome === 'wrong refusal').map(({ id, reason }) => `${id} ${reason}`)).toEqual([]);
    const allowance = every === 1 ? 0 : sampleAllowance;
    for (const needs of Object.keys(bars) as Needs[])
      expect(shareThatRan(records, needs), needs).toBeGreaterThanOrEqual(bars[needs] - allowance);
    expect(records.filter(({ outcome }) => outcome === 'rows').length / records.length).toBeGreaterThanOrEqual(0.3);
    expect(different.length).toBeLessThanOrEqual(1 + compared * 0.005);
    expect(Math.max(...records.map(({ milliseconds }) => milliseconds))).toBeLessThan(60_000);
  }, 1_800_000);
});

function shareThatRan(records: readonly RuleRun[], needs: Needs): number {
  const counted = records.filter(
    (record) => record.needs === needs && record.outcome !== 'wrong query' && record.outcome !== 'compares different types',
  );
  return counted.length === 0 ? 1 : counted.filter(({ outcome }) => outcome === 'rows' || outcome === 'no rows').length / counted.length;
}

function report(records: readonly RuleRun[]): string[] {
  const lines: string[] = [];
  for (const needs of Object.keys(bars) as Needs[]) {
    const some = records.filter((record) => record.needs === needs);
    const share = (100 * shareThatRan(records, needs)).toFixed(2);
    lines.push(`${needs}: ${some.length} queries, ${share} % run; ${countsOf(some.map(({ outcome }) => outcome)).join(', ')}`);
  }
  const refused = records.filter(({ outcome }) => outcome !== 'rows' && outcome !== 'no rows');
  for (const outcome of new Set(refused.map((record) => record.outcome))) {
    const some = refused.filter((record) => record.outcome === outcome);
    lines.push(`${outcome}:`, ...countsOf(some.map(({ reason }) => reason)).map((line) => `  ${line}`));
    lines.push(`  ${some.map(({ id }) => id).join(' ')}`);
  }
  return lines;
}

function countsOf(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([text, count]) => `${count} ${text}`);
}

/** '' where the result has the columns that the analyzer says, undefined where it does not say. */
function schemaDifference(text: string, reads: QueryReads, { result, mended }: Run, analyzer: Analyzer): string | undefined {
  const analysis = analyzer.analyze(parameterText(reads) + text, analyzedTables(reads, mended), {
    functions: analyzedFunctions(reads, mended),
  });
  if (!analysis.valid || analysis.open || !analysis.resultColumns) return undefined;
  if (analysis.resultColumns.some(({ type }) => type === 'unknown' || type === 'error')) return undefined;
  const ours = (result?.columns ?? []).map(({ name, type }) => `${name}:${type}`).join(', ');
  const theirs = analysis.resultColumns.map(({ name, type }) => `${name}:${type}`).join(', ');
  return ours === theirs || isKnownFlaw(text, ours, theirs) ? '' : `\n  ours   ${ours}\n  theirs ${theirs}`;
}
