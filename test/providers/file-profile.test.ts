import { describe, expect, it } from 'vitest';
import { Database } from '../../src/index.ts';

const sha1 = '0'.repeat(39);
const sha256 = 'f'.repeat(63);
const profiles = [
  {
    SHA1: `${sha1}1`,
    SHA256: `${sha256}1`,
    GlobalPrevalence: 5,
    GlobalFirstSeen: '2024-01-01T00:00:00Z',
    Signer: 'S',
    IsCertificateValid: true,
  },
  { SHA1: `${sha1}2`, GlobalPrevalence: '5000', SignatureState: 'Unsigned' },
];

function database(): Database {
  const made = new Database({ fileProfiles: profiles });
  made.addTable('Files', [
    { FileName: 'a', SHA1: `${sha1}1`, Other: `${sha256}1` },
    { FileName: 'b', SHA1: `${sha1}2`, Other: '' },
    { FileName: 'c', SHA1: `${sha1}3`, Other: 'x' },
    { FileName: 'd', SHA1: '', Other: '' },
  ]);
  return made;
}

describe('FileProfile', () => {
  it('adds the columns of the manual, in its order', async () => {
    const result = await database().query('Files | project Hash = SHA1 | invoke FileProfile(Hash)');
    expect(result.columns.map(({ name, type }) => `${name}:${type}`).join(' ')).toBe(
      'Hash:string SHA1:string SHA256:string MD5:string FileSize:int GlobalPrevalence:int GlobalFirstSeen:datetime GlobalLastSeen:datetime ' +
        'Signer:string Issuer:string SignerHash:string IsCertificateValid:bool IsRootSignerMicrosoft:bool SignatureState:string ' +
        'IsExecutable:bool ThreatName:string Publisher:string SoftwareName:string ProfileAvailability:string',
    );
    expect(result.toRows()[0].slice(1, 8)).toEqual([`${sha1}1`, `${sha256}1`, '', null, 5, '2024-01-01T00:00:00Z', null]);
  });

  it('says whether there is a profile', async () => {
    const rows = (
      await database().query('Files | invoke FileProfile() | project FileName, GlobalPrevalence, ProfileAvailability')
    ).toRows();
    expect(rows).toEqual([
      ['a', 5, 'Available'],
      ['b', 5000, 'Available'],
      ['c', null, 'Missing'],
      ['d', null, ''],
    ]);
  });

  it('takes the column as a name or a text, SHA-1 or SHA-256', async () => {
    const filter = '| where GlobalPrevalence < 10 | project FileName';
    expect((await database().query(`Files | invoke FileProfile(Other, 1000) ${filter}`)).toRows()).toEqual([['a']]);
    expect((await database().query(`Files | invoke FileProfile('SHA1') ${filter}`)).toRows()).toEqual([['a']]);
    expect((await database().query(`Files | extend SHA1 = toupper(Other) | invoke FileProfile(SHA1) ${filter}`)).toRows()).toEqual([]);
  });

  it('keeps columns that are there, so that it can be invoked again', async () => {
    const result = await database().query(
      'Files | invoke FileProfile(SHA1, 10000) | where GlobalPrevalence <= 150 | invoke FileProfile(SHA1,1000)',
    );
    expect(
      result.columns.filter(({ name }) => name.startsWith('SHA1') || name.startsWith('GlobalPrevalence')).map(({ name }) => name),
    ).toEqual(['SHA1', 'GlobalPrevalence']);
    expect(result.rowCount).toBe(1);
  });

  it('stops at its limit and says so', async () => {
    const result = await database().query('Files | invoke FileProfile(SHA1, 1) | project FileName, ProfileAvailability');
    expect(result.toRows()).toEqual([
      ['a', 'Available'],
      ['b', ''],
      ['c', ''],
      ['d', ''],
    ]);
    expect(result.warnings).toEqual(['FileProfile gave a profile to the first 1 of 3 rows: its limit']);
  });

  it('goes over no rows', async () => {
    const result = await database().query('Files | where false | invoke FileProfile(SHA1) | count');
    expect(result.toRows()).toEqual([[0]]);
  });

  it('is refused by name without profiles; a function of that name comes first', async () => {
    const made = new Database();
    await expect(made.query('datatable (SHA1:string) ["x"] | invoke FileProfile(SHA1)')).rejects.toMatchObject({
      kind: 'unsupported',
      hint: expect.stringContaining('--file-profiles'),
    });
    const own = 'let FileProfile = (T:(*)) { T | extend y = 1 }; print x = 1 | invoke FileProfile()';
    expect((await made.query(own)).toRows()).toEqual([[1, 1]]);
  });

  it('refuses what is no profile, and what cannot be its arguments', async () => {
    expect(() => new Database({ fileProfiles: [{ GlobalPrevalence: 1 }] })).toThrow(/neither SHA1 nor SHA256/);
    expect(() => new Database({ fileProfiles: [{ SHA1: 'x', Prevalence: 1 }] })).toThrow(/no column Prevalence/);
    await expect(database().query('Files | invoke FileProfile(Nothing)')).rejects.toMatchObject({ kind: 'semantic' });
    await expect(database().query('Files | invoke FileProfile(SHA1, 0)')).rejects.toMatchObject({ kind: 'semantic' });
  });
});
