import { writeFileSync } from 'node:fs';
import path from 'node:path';
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

  const rules = {
    'rule.yaml':
      'name: a\nkind: Scheduled\nqueryFrequency: 1d\nqueryPeriod: 1h\nquery: |\n  SigninLogs\n  | where UserPrincipalName == "bob"\n',
    'wrong.json': '{"displayName": "x", "queryCondition":\n {"queryText": "DeviceEvents\\n| where Nope == 1"}}',
    'hunts.md': '# One\n\n```kql\nSigninLogs\n| take 1\n| foo\n```\n',
    'broken.yml': 'name: a\nseverity: Low\nquery:\n  - x\n',
  };

  it('looks at rules of all forms, with the places of their files', async () => {
    const { code, stderr } = await kqlet(['check', '.'], { cwd: folderOf(rules) });
    expect(code).toBe(1);
    expect(stderr).toContain('wrong.json:2:39: semantic error: there is no column `Nope`');
    expect(stderr).toMatch(/^hunts\.md:6:3: syntax error/m);
    expect(stderr).toContain('broken.yml:4:3: data error: `query` must be a text');
    expect(stderr).toContain('rule.yaml:3:1: warning: it runs every 1d and looks back 1h: of each time 23h is never seen [schedule-gap]');
    expect(stderr).toContain('rule.yaml:7:29: note: `==` compares UserPrincipalName');
    expect(stderr).toContain('4 queries: 1 can run, 0 use what is not supported, 3 are wrong; 2 pieces of advice');
  });

  it('gives advice by its level, and fails by the count of warnings', async () => {
    const cwd = folderOf(rules);
    const check = (...args: string[]) => kqlet(['check', 'rule.yaml', ...args], { cwd });
    expect((await check()).code).toBe(0);
    const warnings = await check('--advice', 'warning');
    expect(warnings.stderr).toContain('[schedule-gap]');
    expect(warnings.stderr).not.toContain('[case-sensitive-name]');
    expect((await check('--advice', 'none')).stderr).toBe('1 query: 1 can run, 0 use what is not supported, 0 are wrong\n');
    expect((await check('--quiet')).stderr).toBe('');
    expect((await check('--max-warnings', '1')).code).toBe(0);
    const exceeded = await check('--max-warnings', '0');
    expect(exceeded.code).toBe(1);
    expect(exceeded.stderr).toContain('1 warning is more than 0');
    for (const args of [['--advice', 'some'], ['--max-warnings', 'few'], ['--update-baseline'], ['--baseline', 'none.json']])
      expect((await check(...args)).code, args.join(' ')).toBe(2);
  });

  it('reports against a baseline only what is new, wherever the lines are', async () => {
    const cwd = folderOf(rules);
    const check = (...args: string[]) => kqlet(['check', 'rule.yaml', '--baseline', 'known.json', ...args], { cwd });
    expect(await check('--update-baseline', '--max-warnings', '0')).toMatchObject({ code: 0 });
    expect(await check('--max-warnings', '0')).toMatchObject({
      code: 0,
      stderr: '1 query: 1 can run, 0 use what is not supported, 0 are wrong\n',
    });
    const moved = `# a line\n${rules['rule.yaml']}  | where ResultDescription contains "locked"\n`;
    writeFileSync(path.join(cwd, 'rule.yaml'), moved);
    const { stderr } = await check();
    expect(stderr).toContain('[contains-has]');
    expect(stderr).not.toContain('[schedule-gap]');
    expect(stderr).not.toContain('[case-sensitive-name]');
  });

  it('writes rules and advice as JSON', async () => {
    const [{ rule, advice }] = JSON.parse((await kqlet(['check', 'rule.yaml', '-f', 'json'], { cwd: folderOf(rules) })).stdout);
    expect(rule).toBe('rule.yaml');
    expect(advice).toMatchObject([
      { id: 'schedule-gap', severity: 'warning', line: 3, column: 1 },
      { id: 'case-sensitive-name', severity: 'note', line: 7, column: 29 },
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
