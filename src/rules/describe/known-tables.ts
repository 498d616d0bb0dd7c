import { PendingSource } from '../../data/pending.ts';
import { sourceOf } from '../../data/table.ts';
import { Database } from '../../database.ts';
import { type Profile, schemasOf } from '../../host.ts';
import { schemas } from '../../schemas/index.ts';
import { tableOfHostRows } from '../../tables.ts';

const databases = new Map<Profile | undefined, Database>();

/** A database of the known tables of a product, without rows: what a query is looked at against when nothing else is said. */
export function knownTables(profile: Profile | undefined): Database {
  let database = databases.get(profile);
  if (database === undefined) {
    database = new Database({ profile });
    for (const [name, schema] of Object.entries(schemasOf(profile, schemas) || {}))
      database.addSource(name, new PendingSource(async () => sourceOf(tableOfHostRows(name, [], { schema }))));
    databases.set(profile, database);
  }
  return database;
}
