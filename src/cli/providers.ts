import { existsSync } from 'node:fs';
import type { Database } from '../database.ts';
import type { HostOptions, Profile } from '../host.ts';
import { type OptionValues, UsageError } from './arguments.ts';
import type { sharedOptions } from './options.ts';

type Values = OptionValues<typeof sharedOptions>;

/** What the options say of the host: names, and what stands for what. */
export function hostOptions(values: Values): HostOptions {
  const { name, cluster, principal } = values;
  return {
    name,
    cluster,
    principal: principal === undefined ? undefined : { fqn: principal },
    ingestionTime: values['ingestion-time'],
    profile: values.profile === undefined ? undefined : readProfile(values.profile),
  };
}

const profiles: readonly Profile[] = ['sentinel', 'defender', 'adx'];

export function readProfile(text: string): Profile {
  const profile = profiles.find((known) => known === text);
  if (profile === undefined) throw new UsageError(`there is no profile ${text}`, `the profiles are ${profiles.join(', ')}`);
  return profile;
}

/** Reads the files that the options name into the database; those of `externaldata` only when a query reads them. */
export async function supply(database: Database, values: Values): Promise<void> {
  const { external = [], watchlist = [], functions = [], 'file-profiles': fileProfiles, 'geo-ip': geoIp } = values;
  if ([...external, ...watchlist, ...functions, fileProfiles, geoIp].every((value) => value === undefined)) return;
  // read only where it is needed, as all that costs time at the start
  const files = await import('../readers/host-files.ts');
  for (const text of external) {
    // an address may have equals signs in it, and so may a file: the first place behind which a file is
    const [address, file] = splitAt(text, '--external', 'URL=FILE');
    database.addExternal(address, files.externalFile(file));
  }
  for (const text of watchlist) {
    const [name, file] = splitAt(text, '--watchlist', 'ALIAS=FILE');
    const colon = name.indexOf(':');
    const [alias, searchKey] = colon < 0 ? [name, undefined] : [name.slice(0, colon), name.slice(colon + 1)];
    database.addWatchlist(alias, await files.readRows(file), { searchKey });
  }
  for (const target of functions) {
    for (const file of await files.functionFiles(target)) {
      const source = await files.readFunctionFile(file);
      try {
        database.addFunction(source);
      } catch (error) {
        (await import('./report.ts')).complain(`--functions ${file}:`);
        throw error;
      }
    }
  }
  if (fileProfiles !== undefined) database.addFileProfiles(await files.readRows(existing(fileProfiles, '--file-profiles')));
  if (geoIp !== undefined) database.setGeoInfo(await files.readRows(existing(geoIp, '--geo-ip')));
}

/** The two sides of an equals sign, where the right one is a file that is there. */
function splitAt(text: string, option: string, form: string): [string, string] {
  for (let equals = text.indexOf('='); equals > 0; equals = text.indexOf('=', equals + 1)) {
    const file = text.slice(equals + 1);
    if (file !== '' && existsSync(file)) return [text.slice(0, equals), file];
  }
  const equals = text.lastIndexOf('=');
  if (equals <= 0) throw new UsageError(`${option} ${text}: it is written ${form}`);
  throw new UsageError(`${option} ${text}: there is no file ${text.slice(equals + 1)}`);
}

function existing(file: string, option: string): string {
  if (!existsSync(file)) throw new UsageError(`${option} ${file}: there is no such file`);
  return file;
}
