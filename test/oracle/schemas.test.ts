import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Unready } from '../../src/data/pending.ts';
import type { Schema } from '../../src/data/schema.ts';
import { createTable, sourceOf } from '../../src/data/table.ts';
import type { ScalarType } from '../../src/data/types.ts';
import { KqlError } from '../../src/errors.ts';
import { boundSchemas, parseQuery } from '../../src/query.ts';
import { isKnownFlaw } from './known-flaws.ts';
import { hasShared, loadAnalyzer, sharedFolder } from './microsoft.ts';

type Tables = Record<string, Record<string, ScalarType>>;

/** The analyzer needs a tenth of a second a query: by default an eighth of the rules is compared, with KQLET_FULL=1 all of them. */
const every = process.env.KQLET_FULL ? 1 : 8;

/** The result columns of real rules, as the binder and as Microsoft's analyzer see them. */
describe.skipIf(!hasShared)('result schemas of real rules (skipped where ../shared is missing)', () => {
  it('equal those of the analyzer', async () => {
    const analyzer = await loadAnalyzer();
    const tables = JSON.parse(readFileSync(path.join(sharedFolder, 'reference/schemas.json'), 'utf8')) as Tables;
    const rules = gunzipSync(readFileSync(path.join(sharedFolder, 'corpus/rules-dev.jsonl.gz')))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; query: string });
    const catalog = {
      tables: new Map(Object.entries(tables).map(([name, columns]) => [name, sourceOf(createTable(schemaOf(columns), []))])),
      functions: new Map(),
      timeRange: undefined,
    };
    let compared = 0;
    const different: string[] = [];
    const refused = new Map<string, number>();
    for (const { id, query } of rules.filter((_, index) => index % every === 0)) {
      const analysis = analyzer.analyze(query, tables);
      if (
        !analysis.valid ||
        analysis.open ||
        !analysis.resultColumns ||
        analysis.resultColumns.some(({ type }) => type === 'unknown' || type === 'error')
      )
        continue;
      try {
        const results = await whenReady(() =>
          boundSchemas(parseQuery(query), { catalog, now: 638_500_000_000_000_000n, parameters: new Map() }),
        );
        const last = results[results.length - 1];
        compared++;
        const ours = last.schema.columns.map(({ name, type }) => `${name}:${type}`).join(', ');
        const theirs = analysis.resultColumns.map(({ name, type }) => `${name}:${type}`).join(', ');
        if (ours !== theirs && !isKnownFlaw(query, ours, theirs)) different.push(`${id}\n  ours   ${ours}\n  theirs ${theirs}`);
      } catch (error) {
        if (!(error instanceof KqlError)) throw error;
        const reason = `${error.kind}: ${error.message}`;
        refused.set(reason, (refused.get(reason) ?? 0) + 1);
      }
    }
    const reasons = [...refused].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${count} ${reason}`);
    console.log(
      `${compared} compared, ${different.length} different; refused:\n${reasons.slice(0, 40).join('\n')}\n${different.slice(0, 30).join('\n')}`,
    );
    expect(compared).toBeGreaterThan(1100 / every);
    expect(different.length / compared).toBeLessThanOrEqual(0.02);
  }, 900_000);
});

/** Fetches what a query needs first: families of functions, plugins, operators. */
async function whenReady<Result>(work: () => Result): Promise<Result> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Unready)) throw error;
      await error.fetch();
    }
  }
}

function schemaOf(columns: Record<string, ScalarType>): Schema {
  return { columns: Object.entries(columns).map(([name, type]) => ({ name, type })) };
}
