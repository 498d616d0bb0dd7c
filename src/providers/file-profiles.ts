import { coerceValue } from '../data/infer.ts';
import type { Column } from '../data/schema.ts';
import type { Cell } from '../data/vector.ts';
import { fail } from '../errors.ts';

/** The columns that FileProfile adds, in order. Manual page advanced-hunting-fileprofile-function. */
export const fileProfileColumns: readonly Column[] = [
  { name: 'SHA1', type: 'string' },
  { name: 'SHA256', type: 'string' },
  { name: 'MD5', type: 'string' },
  { name: 'FileSize', type: 'int' },
  { name: 'GlobalPrevalence', type: 'int' },
  { name: 'GlobalFirstSeen', type: 'datetime' },
  { name: 'GlobalLastSeen', type: 'datetime' },
  { name: 'Signer', type: 'string' },
  { name: 'Issuer', type: 'string' },
  { name: 'SignerHash', type: 'string' },
  { name: 'IsCertificateValid', type: 'bool' },
  { name: 'IsRootSignerMicrosoft', type: 'bool' },
  { name: 'SignatureState', type: 'string' },
  { name: 'IsExecutable', type: 'bool' },
  { name: 'ThreatName', type: 'string' },
  { name: 'Publisher', type: 'string' },
  { name: 'SoftwareName', type: 'string' },
  { name: 'ProfileAvailability', type: 'string' },
];

/** The profile of a file: values of `fileProfileColumns` by name; those that are missing are null or ''. */
export type FileProfile = Readonly<Record<string, unknown>>;

/** Profiles by the SHA-1 or SHA-256 of the file, in lower case: the cells of `fileProfileColumns`. */
export type FileProfiles = ReadonlyMap<string, readonly Cell[]>;

/** Throws a Failure of the kind 'data' for a profile without a hash, and for a column that a profile does not have. */
export function createFileProfiles(rows: readonly FileProfile[]): FileProfiles {
  const known = new Set(fileProfileColumns.map(({ name }) => name));
  const profiles = new Map<string, readonly Cell[]>();
  rows.forEach((row, index) => {
    for (const name of Object.keys(row)) {
      if (!known.has(name))
        fail(
          'data',
          `a file profile has no column ${name}`,
          undefined,
          `its columns are ${fileProfileColumns.map(({ name }) => name).join(', ')}`,
        );
    }
    const hashes = [row.SHA1, row.SHA256].filter((hash): hash is string => typeof hash === 'string' && hash !== '');
    if (hashes.length === 0) fail('data', `file profile ${index + 1} has neither SHA1 nor SHA256`);
    const cells = fileProfileColumns.map(({ name, type }) => {
      const given = row[name] === '' ? undefined : row[name];
      return coerceValue(name === 'ProfileAvailability' ? (given ?? 'Available') : given, type);
    });
    for (const hash of hashes) profiles.set(hash.toLowerCase(), cells);
  });
  return profiles;
}
