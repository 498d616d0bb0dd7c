import { beforeAll, describe, expect, it } from 'vitest';
import { builtCli, folderOf, kqlet } from './kqlet.ts';

beforeAll(() => {
  builtCli();
}, 120_000);

const files = {
  'fine.kql': 'SigninLogs | where ResultType == "50126" | count',
  'unknown-table.kql': 'Foo_CL | where a_s has "x" | summarize count() by b',
  'deep/unsupported.kql': 'print a = 1\n| evaluate python(typeof(*), "x")',
  'deep/wrong.csl': 'SigninLogs | where ResultTyp == "x" | evaluate python(typeof(*), "x")',
  'notes.txt': 'no query',
};

describe('check', () => {
  it('looks at every query of a folder, and names what is wrong with its place', async () => {
    const folder = folderOf(files);
    const { code, stdout, stderr } = await kqlet(['check', '.'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('deep/wrong.csl:1:20: semantic error: there is no column `ResultTyp`');
    expect(stderr).toContain('deep/unsupported.kql:2:12: unsupported error: the plugin python is not supported');
    expect(stderr).toContain('unknown-table.kql: warning: nothing is known of the table `Foo_CL`');
    expect(stderr).toContain('4 queries: 2 can run, 1 use what is not supported, 1 are wrong');
  });

  it('has the code 3 where nothing is wrong but something is not supported, and 0 where all is fine', async () => {
    const folder = folderOf(files);
    expect((await kqlet(['check', 'fine.kql', 'deep/unsupported.kql'], { cwd: folder })).code).toBe(3);
    expect((await kqlet(['check', 'fine.kql', 'unknown-table.kql'], { cwd: folder })).code).toBe(0);
  });

  it('knows the tables of --schema', async () => {
    const folder = folderOf({ ...files, 'schema.json': '{"Foo_CL": {"a_s": "string"}}' });
    const { code, stderr } = await kqlet(['check', 'unknown-table.kql', '--schema', 'schema.json'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain('there is no column `b`');
  });

  it('writes SARIF and JSON', async () => {
    const folder = folderOf(files);
    const sarif = JSON.parse((await kqlet(['check', 'deep', '-f', 'sarif'], { cwd: folder })).stdout);
    expect(sarif.version).toBe('2.1.0');
    const place = sarif.runs[0].results.map((result: { level: string; locations: { physicalLocation: unknown }[] }) => [
      result.level,
      result.locations[0].physicalLocation,
    ]);
    expect(place[0]).toMatchObject([
      'warning',
      { artifactLocation: { uri: 'deep/unsupported.kql' }, region: { startLine: 2, startColumn: 12 } },
    ]);
    expect(place.map(([level]: [string]) => level)).toEqual(['warning', 'error', 'warning']);
    const json = JSON.parse((await kqlet(['check', 'deep', '-f', 'json'], { cwd: folder })).stdout);
    expect(json.map((file: { errors: { kind: string }[] }) => file.errors.map(({ kind }) => kind))).toEqual([
      ['unsupported'],
      ['semantic', 'unsupported'],
    ]);
  });

  it('refuses what is no file, no folder, no format', async () => {
    const folder = folderOf(files);
    for (const args of [['check'], ['check', 'none'], ['check', '.', '-f', 'xml'], ['check', '.', '--foo']])
      expect((await kqlet(args, { cwd: folder })).code, args.join(' ')).toBe(2);
  });
});

describe('support', () => {
  it('says what becomes of a word, and why', async () => {
    const { code, stdout } = await kqlet(['support', 'python', 'mv-expand']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^supported +operator +mv-expand$/m);
    expect(stdout).toMatch(/^refused +plugin +python +the plugin python is not supported/m);
    expect(stdout).toMatch(/1 supported, 0 divergent, 1 refused\n$/);
  });

  it('lists the refused alone, as JSON too', async () => {
    const lines = JSON.parse((await kqlet(['support', '--refused', '-f', 'json'])).stdout);
    expect(new Set(lines.map(({ status }: { status: string }) => status))).toEqual(new Set(['refused']));
  });

  it('refuses a word that KQL does not have', async () => {
    expect((await kqlet(['support', 'nonsense'])).code).toBe(2);
  });
});
