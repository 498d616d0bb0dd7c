import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database, KqlError } from '../src/node.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kqlet-node-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

it('loads a table from a file; its warnings are those of every query over it', async () => {
  const database = new Database();
  const report = await database.loadTable('T', file('t.ndjson', '{"a":1}\noops\n{"a":2}\n'), { skipMalformed: true });
  expect(report).toMatchObject({ rowCount: 2, columns: [{ name: 'a', type: 'long', why: 'inferred' }] });
  expect(report.warnings).toEqual([expect.stringContaining('a malformed line was passed over')]);
  const result = await database.query('T | join kind=inner (T) on a | count');
  expect(result.toRows()).toEqual([[2]]);
  expect(result.warnings).toEqual(report.warnings);
});

it('streams a table on demand', async () => {
  const database = new Database();
  const report = await database.loadTable('T', file('s.csv', 'a,b\n1,x\n2,y\n'), { stream: true });
  expect(report.rowCount).toBe(undefined);
  for (let i = 0; i < 2; i++) expect((await database.query("T | where b == 'y'")).toRows()).toEqual([[2, 'y']]);
});

it('knows the built-in schemas, unless it shall not', async () => {
  const path = file('Syslog.csv', 'Computer,Extra\nserver1,5\n');
  const database = new Database();
  await database.loadTable('Syslog', path);
  const columns = database.schemaOf('Syslog')?.columns ?? [];
  expect(columns[0]).toEqual({ name: 'SourceSystem', type: 'string' });
  expect(columns.at(-1)).toEqual({ name: 'Extra', type: 'long' });
  database.addTable('Syslog', [{ Computer: 'server1' }]);
  expect(database.schemaOf('Syslog')?.columns).toEqual(columns.slice(0, -1));
  const plain = new Database({ schemas: false });
  await plain.loadTable('Syslog', path);
  expect(plain.schemaOf('Syslog')?.columns.map(({ name }) => name)).toEqual(['Computer', 'Extra']);
  await database.loadTable('Syslog', path, { schema: { Computer: 'string' } });
  expect(database.schemaOf('Syslog')?.columns).toEqual([{ name: 'Computer', type: 'string' }]);
});

it('throws a KqlError that names file, line and column', async () => {
  const path = file('bad.json', '[{"a":1},\n {"a":}]');
  const error = await new Database().loadTable('T', path).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(KqlError);
  expect(error).toMatchObject({ kind: 'data', message: `${path}:2:7: a value is due, not }` });
});
