import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { folderOf, kqlet } from './kqlet.ts';

function fileOf(first: number): Uint8Array {
  const rows = [first, first + 1];
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'TimeGenerated', data: rows.map((i) => new Date(Date.UTC(2024, 4, i))), type: 'TIMESTAMP' },
        { name: 'EventID', data: rows, type: 'INT32' },
        { name: 'Big', data: rows.map((i) => 9007199254740992n + BigInt(i)), type: 'INT64' },
        { name: 'Extra', data: rows.map((i) => ({ i })), type: 'JSON' },
      ],
    }),
  );
}

const folder = folderOf({
  'Plain.parquet': fileOf(1),
  'Logs/a.parquet': fileOf(3),
  'Logs/b.parquet': fileOf(5),
  'Broken.parquet': fileOf(7).slice(0, 300),
});

it('Parquet files of a folder are tables, a folder in it is one', async () => {
  const query = 'Plain | union Logs | where Big > 9007199254740993 | project TimeGenerated, Big, i = Extra.i | order by Big asc';
  const { code, stdout, stderr } = await kqlet(['run', '--data', folder, '-q', query, '-f', 'csv']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trim().split(/\r?\n/).slice(0, 2)).toEqual(['TimeGenerated,Big,i', '2024-05-02T00:00:00Z,9007199254740994,2']);
  expect(stdout.trim().split('\n').length).toBe(6);
});

it('--explain-schema says what the file declares, and a built-in schema comes first', async () => {
  const plain = await kqlet(['run', '--table', `T=${folder}/Plain.parquet`, '--explain-schema']);
  expect(plain.stdout).toMatch(/Big\s+long\s.*INT64/);
  expect(plain.stdout).toMatch(/TimeGenerated\s+datetime\s.*TIMESTAMP/);
  const known = await kqlet([
    'run',
    '--table',
    `SecurityEvent=${folder}/Plain.parquet`,
    '-q',
    'SecurityEvent | getschema | where ColumnName == "EventID" | project ColumnType',
    '-f',
    'csv',
  ]);
  expect(known.stdout.trim().split(/\r?\n/)).toEqual(['ColumnType', 'int']);
});

it('a broken file ends the command by name, from a glob and the standard input too', async () => {
  const broken = await kqlet(['run', '--data', folder, '-q', 'Broken | count']);
  expect(broken.code).not.toBe(0);
  expect(broken.stderr).toContain('Broken.parquet: the Parquet file ends early');
  const glob = await kqlet(['run', '--table', `T=${folder}/Logs/*.parquet`, '-q', 'T | count', '-f', 'csv']);
  expect(glob.stdout.trim().split(/\r?\n/)).toEqual(['Count', '4']);
  const piped = await kqlet(['run', '--table', 'T=-', '-q', 'T | count', '-f', 'csv'], { input: fileOf(1) });
  expect(piped.stdout.trim().split(/\r?\n/)).toEqual(['Count', '2']);
});
