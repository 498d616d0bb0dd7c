import type { Database } from '../../../database.ts';
import { nearestName } from '../../../errors.ts';
import type { Candidate, Scene } from './scene.ts';

/** A source that had no rows to begin with; perhaps they were given under another name. */
export async function emptyTableHints(scene: Scene): Promise<Candidate[]> {
  const { emptied, stage, database, reports } = scene;
  if (emptied?.kind !== 'source') return [];
  const { plan } = emptied;
  const span = stage?.span;
  const name = plan.kind === 'scan' ? plan.name : span === undefined ? 'the source' : reports.excerpt(span);
  const other = plan.kind === 'scan' ? await likelyName(name, database, scene) : undefined;
  const advice = other === undefined ? 'give it rows' : `\`${other}\` has rows: were they meant for ${name}?`;
  return [{ trap: 'empty-table', message: `${name} has no rows: ${advice}`, stage, span, rows: 1 }];
}

/** A table of a name like this one that has rows. */
async function likelyName(name: string, database: Database, { options }: Scene): Promise<string | undefined> {
  const others = database.tableNames.filter((other) => other !== name);
  const folded = name.toLowerCase();
  const near = nearestName(name, others);
  const like = others.filter((other) => other.toLowerCase().startsWith(folded) || folded.startsWith(other.toLowerCase()));
  for (const candidate of new Set([...like, ...(near === undefined ? [] : [near])])) {
    const { signal } = options;
    const rows = await database.query(`table(${JSON.stringify(candidate)}) | take 1`, { signal });
    if (rows.rowCount > 0) return candidate;
  }
  return undefined;
}
