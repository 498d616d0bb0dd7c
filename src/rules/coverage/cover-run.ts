import type { Database, QueryOptions } from '../../database.ts';
import { parseQuery, streamResult } from '../../query.ts';
import { observe } from '../explain/observe.ts';
import { StageMap } from '../explain/stage-map.ts';
import type { Coverage } from './coverage.ts';

/** Runs a query that has run before once more, now watched, and adds what it shows. Throws what it throws. */
export async function coverRun(coverage: Coverage, database: Database, text: string, options: QueryOptions): Promise<void> {
  const parsed = parseQuery(text);
  const map = new StageMap(parsed.query);
  const { stageTable, observations } = observe();
  const { results, context } = await database.bindWatched(parsed, options, { bindOperator: map.bindOperator, stages: stageTable });
  for (const result of results) for await (const _ of streamResult(result, context)) await context.breathe();
  map.settle(observations, results.at(-1)?.plan);
  coverage.add(parsed, observations, map);
}
