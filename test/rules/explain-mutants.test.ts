import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Trap } from '../../src/rules/explain/explanation.ts';
import { explainQuery } from '../../src/rules/explain/index.ts';
import { stageAt, stagesOf } from '../../src/rules/stages.ts';
import { schemas } from '../../src/schemas/index.ts';
import type { Expression, Query } from '../../src/syntax/ast.ts';
import { parse } from '../../src/syntax/parse.ts';
import { nodesIn } from '../../src/syntax/walk.ts';
import { sharedFolder } from '../oracle/microsoft.ts';
import { databaseFor, hashOf, parameterText } from './fixtures.ts';
import { runQuery } from './mend.ts';
import { tablesOfQuery } from './tables-of-query.ts';

/**
 * Real rules over rows that were generated for them, each made wrong in one known way: where nothing comes out any more, the first hint must
 * name that way and the stage that it stands in. And of every rule as it is, the explanation has the rows that a plain run has.
 */

const corpus = path.join(sharedFolder, 'corpus/rules-dev.jsonl.gz');
const every = process.env.KQLET_FULL ? 1 : 40;

interface Mutant {
  readonly trap: Trap;
  readonly text: string;
  /** Where the change begins; undefined for the clock. */
  readonly at: number | undefined;
}

describe.skipIf(!existsSync(corpus))('real rules that were made wrong (skipped where ../shared is missing)', () => {
  it('have a first hint that names what was done', { timeout: 600_000 }, async () => {
    const rules = gunzipSync(readFileSync(corpus))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; query: string });
    const missed: string[] = [];
    let emptied = 0;
    for (const { id, query } of rules.filter((_, index) => index % every === 0)) {
      const { query: tree, diagnostics } = parse(query);
      if (tree === undefined || diagnostics.length > 0) continue;
      const reads = tablesOfQuery(tree, schemas);
      const seed = hashOf(id);
      const { result, mended } = await runQuery(query, reads, seed);
      if (result === undefined) continue;
      const database = databaseFor(reads, mended, seed);
      const head = parameterText(reads);
      const plain = await explainQuery(database, head + query, { seed });
      if (!/\b(rand|sample|take|limit)\b/.test(query)) expect(plain.resultRows, id).toBe(result.rowCount);
      if (plain.emptied !== undefined) continue;
      for (const { trap, text, at } of mutantsOf(query, tree)) {
        const { emptied: stage, hints } = await explainQuery(database, head + text, { seed, now: at === undefined ? later : undefined });
        if (stage === undefined) continue;
        emptied++;
        const place = at === undefined ? undefined : stageAt(stagesOf(parse(head + text).query as Query), head.length + at)?.id;
        const isNamed = hints[0]?.trap === trap && (place === undefined || hints[0].stage === place);
        if (!isNamed) missed.push(`${id} ${trap} at ${at}: ${hints.map((hint) => hint.message).join(' | ')}`);
      }
    }
    console.log(`${emptied} wrong rules, the first hint of ${emptied - missed.length} names the cause`);
    expect(emptied).toBeGreaterThan(0);
    expect(missed.length / emptied, missed.join('\n')).toBeLessThanOrEqual(0.1);
  });
});

const later = '2027-01-01T00:00:00Z';

/** One mutant of each kind. */
function mutantsOf(query: string, tree: Query): Mutant[] {
  const mutants = new Map<string, Mutant>();
  for (const node of nodesIn(tree)) {
    const expression = node as Expression;
    if (expression.kind === 'binary' && expression.right.kind === 'literal') {
      const { operator, right } = expression;
      for (const [kind, trap, value] of changesOf(operator, right.value)) {
        const { start, end } = right.span;
        const text = `${query.slice(0, start)}${value}${query.slice(end)}`;
        if (!mutants.has(kind)) mutants.set(kind, { trap, text, at: start });
      }
    }
  }
  const clock: Mutant[] = /\bago\(/.test(query) ? [{ trap: 'clock', text: query, at: undefined }] : [];
  return [...mutants.values(), ...clock];
}

function* changesOf(operator: string, value: unknown): Generator<[kind: string, trap: Trap, value: string]> {
  if (typeof value !== 'string' || value.length < 4 || !/[a-z]/i.test(value)) return;
  const [first, second, third, ...rest] = value;
  if (operator === '==') {
    yield ['case', 'case', quoted(value.replace(/[a-z]/gi, swappedCase))];
    yield ['space', 'whitespace', quoted(`${value} `)];
    yield ['star', 'wildcard', quoted(`${value.slice(0, Math.ceil(value.length / 2))}*`)];
    yield ['spelling', 'spelling', quoted([first, third, second, ...rest].join(''))];
  }
  if (operator === 'has' || operator === 'contains') yield [`star ${operator}`, 'wildcard', quoted(`*${value}*`)];
  if (operator === 'has' && /^[a-z0-9]{6,}$/i.test(value)) yield ['term', 'term', quoted(value.slice(1, -1))];
  if (operator === 'startswith') yield ['prefix', 'prefix', quoted(value.slice(1))];
}

function swappedCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
