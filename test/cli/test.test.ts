import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCli, folderOf, kqlet } from './kqlet.ts';

beforeAll(() => {
  builtCli();
}, 120_000);

const rule = 'SigninLogs\n| where ResultType == "50126"\n';
const fires = '- { name: fires, given: { SigninLogs: [{ ResultType: "50126" }] }, expect: { count: 1 } }\n';
const quiet = '- { name: stays quiet, given: { SigninLogs: [{ ResultType: "0" }] }, expect: { empty: true } }\n';
const wrong = '- { name: is wrong, given: { SigninLogs: [] }, expect: { count: 1 } }\n';
const python = 'print 1 | evaluate python(typeof(*), "")';

const project = (files: Readonly<Record<string, string>> = {}): string =>
  folderOf({ 'rules/a.kql': rule, 'rules/a.test.yaml': `tests:\n${fires}${quiet}`, ...files });

const run = (folder: string, ...args: string[]): ReturnType<typeof kqlet> => kqlet(['test', ...args], { cwd: folder, env: { CI: '' } });

describe('kqlet test', () => {
  it('runs the tests of a folder, of the working folder, and single files', async () => {
    const folder = project();
    for (const args of [[], ['rules'], ['rules/a.test.yaml'], ['rules', 'rules/a.test.yaml']]) {
      const { code, stdout, stderr } = await run(folder, ...args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('2 tests in 1 file: 2 passed');
      expect(stdout).toContain('✓ stays quiet');
    }
  });

  it('has the codes 1, 2 and 3 for what failed, a wrong command line and what is not supported', async () => {
    const folder = project({
      'p/b.kql': python,
      'p/b.test.yaml': 'tests: [{ name: one, expect: { empty: true } }]',
      'w/a.kql': rule,
      'w/a.test.yaml': `tests:\n${wrong}`,
    });
    const failed = await run(folder, 'w');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('expected 1 row, got 0\n        at w/a.test.yaml:2:65');
    expect((await run(folder, 'p')).code).toBe(3);
    expect((await run(folder)).code).toBe(1);
    expect(await run(folder, 'none')).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no file or folder none') });
    expect(await run(folder, 'rules/a.kql')).toMatchObject({ code: 2, stderr: expect.stringContaining('is no test file') });
    expect(await run(folder, '--reporter', 'junti')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean junit?') });
    expect(await run(folder, '--min-tests', '2')).toMatchObject({ code: 2, stderr: expect.stringContaining('it is written 1+1') });
    expect(await run(folder, '--reporter', 'tap', '--reporter', 'json')).toMatchObject({ code: 2 });
    expect(await run(folderOf({ 'a.kql': rule }))).toMatchObject({ code: 2, stderr: expect.stringContaining('there are no tests in .') });
    // a test file that cannot be read is a failure, not wrong usage
    expect(await run(project({ 'rules/b.test.yaml': 'tests: [' }))).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('rules/b.test.yaml:1:'),
    });
  });

  it('runs only tests of a name', async () => {
    const folder = project();
    expect((await run(folder, '-t', 'QUIET')).stdout).toContain('1 test in 1 file: 1 passed');
    expect(await run(folder, '-t', 'nothing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no test has "nothing" in its name'),
    });
  });

  it('asks for tests of every rule, and of both kinds', async () => {
    const folder = project({ 'rules/b.kql': rule, 'rules/c.kql': rule, 'rules/c.test.yaml': `tests:\n${fires}` });
    const { code, stdout } = await run(folder, 'rules', '--require-tests', 'rules', '--min-tests', '1+1');
    expect(code).toBe(1);
    expect(stdout).toContain('rules/b.kql: the rule "b" has no tests');
    expect(stdout).toContain('rules/c.kql: 1 of its tests fire and 0 stay quiet; asked for are 1 and 1');
    expect(stdout).not.toContain('rules/a.kql:');
    expect((await run(project(), '--require-tests', 'rules', '--min-tests', '1+1')).code).toBe(0);
    const broken = await run(project({ 'rules/d.yaml': 'name: d\nquery: [' }), '--require-tests', 'rules');
    expect(broken).toMatchObject({ code: 1, stdout: expect.stringContaining('rules/d.yaml:2:') });
  });

  it('writes several reports', async () => {
    const folder = project();
    const { code, stdout } = await run(
      folder,
      '--reporter',
      'tap',
      '--reporter',
      'junit=out.xml',
      '--reporter',
      'sarif=out.sarif',
      '--reporter=json=out.json',
    );
    expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: 'TAP version 14' });
    expect(readFileSync(path.join(folder, 'out.xml'), 'utf8')).toContain('<testcase classname="rules/a.test.yaml" name="fires"');
    expect(JSON.parse(readFileSync(path.join(folder, 'out.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8'))).toMatchObject({ tests: 2, passed: 2 });
  });

  it('writes snapshots, but none in CI', async () => {
    const folder = project({ 'rules/a.test.yaml': 'tests: [{ name: golden, given: { SigninLogs: [] }, expect: { snapshot: true } }]' });
    const file = path.join(folder, 'rules/__snapshots__/a.snap.json');
    expect((await kqlet(['test', '-u'], { cwd: folder, env: { CI: 'true' } })).code).toBe(1);
    expect(existsSync(file)).toBe(false);
    expect((await run(folder)).stdout).toContain('1 snapshot written');
    expect(existsSync(file)).toBe(true);
    writeFileSync(path.join(folder, 'rules/a.kql'), `${rule}| project UserPrincipalName`);
    expect((await run(folder)).code).toBe(1);
    expect((await run(folder, '-u')).code).toBe(0);
    expect((await run(folder)).code).toBe(0);
  });

  it('prints the schema of test files', async () => {
    const { code, stdout } = await run(project(), '--schema');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../docs/rule-test.schema.json'), 'utf8')),
    );
  });

  it('has a help that fits and names every option', async () => {
    const { code, stdout } = await kqlet(['test', '--help']);
    expect(code).toBe(0);
    for (const option of [
      '--name',
      '--watch',
      '--update',
      '--changed',
      '--min-tests',
      '--require-tests',
      '--reporter',
      '--schema',
      '--coverage',
      '--threshold',
    ])
      expect(stdout).toContain(option);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('kqlet test --changed', () => {
  it('runs only tests of which a file has changed since a commit', async () => {
    const folder = project({
      'rules/b.kql': rule,
      'rules/b.test.yaml': 'tests: [{ name: one, given: { SigninLogs: { csv: b.csv } }, expect: { count: 1 } }]',
      'rules/b.csv': 'ResultType\n50126\n',
    });
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@x', ...args], { cwd: folder });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    const ran = async (): Promise<string[]> =>
      [...(await run(folder, '--changed', 'HEAD', '--reporter', 'tap')).stdout.matchAll(/^ok \d+ - (.*)$/gm)].map(([, name]) => name);
    expect(await ran()).toEqual([]);
    writeFileSync(path.join(folder, 'rules/b.csv'), 'ResultType\n50126\n0\n');
    expect(await ran()).toEqual(['rules/b.test.yaml']);
    writeFileSync(path.join(folder, 'rules/a.kql'), `${rule}| where true`);
    expect(await ran()).toEqual(['rules/a.test.yaml', 'rules/b.test.yaml']);
    git('commit', '-q', '-a', '-m', 'two');
    writeFileSync(
      path.join(folder, 'rules/c.test.yaml'),
      'rule: a.kql\ntests: [{ name: one, given: { SigninLogs: [] }, expect: { empty: true } }]',
    );
    expect(await ran()).toEqual(['rules/c.test.yaml']);
    expect(await run(folder, '--changed', 'nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such commit'),
    });
    expect(await run(folder, '--changed=--output=x')).toMatchObject({ code: 2, stderr: expect.stringContaining('this is no commit') });
  });
});

describe('kqlet test --watch', () => {
  it('runs again what a change concerns, in less than a second', async () => {
    const folder = project({
      'rules/b.kql': rule,
      'rules/b.test.yaml': 'tests: [{ name: reads a file, given: { SigninLogs: { csv: b.csv } }, expect: { count: 1 } }]',
      'rules/b.csv': 'ResultType\n50126\n',
    });
    const child = spawn(process.execPath, [builtCli(), 'test', '-w'], { cwd: folder, env: { ...process.env, CI: '' } });
    let text = '';
    let wake = (): void => undefined;
    child.stdout.on('data', (chunk) => {
      text += chunk;
      wake();
    });
    /** The next report, from where the last one ended. */
    const next = async (): Promise<string> => {
      for (;;) {
        const end = /\d+ tests? in \d+ files?: .*\n/.exec(text);
        if (end !== null) {
          const report = text.slice(0, end.index + end[0].length);
          text = text.slice(report.length);
          return report;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    try {
      expect(await next()).toContain('3 tests in 2 files: 3 passed');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const started = performance.now();
      writeFileSync(path.join(folder, 'rules/b.csv'), 'ResultType\n0\n');
      const fixture = await next();
      // the bar is a second where nothing else runs; here other tests do
      expect(performance.now() - started).toBeLessThan(5000);
      expect(fixture).toContain('✗ reads a file');
      expect(fixture).not.toContain('stays quiet');
      writeFileSync(path.join(folder, 'rules/a.kql'), 'SigninLogs | where ResultType ==');
      expect(await next()).toContain('✗ stays quiet');
      writeFileSync(path.join(folder, 'rules/a.kql'), rule);
      expect(await next()).toContain('✓ stays quiet');
      writeFileSync(path.join(folder, 'rules/c.test.yaml'), `rule: a.kql\ntests:\n${fires}`);
      expect(await next()).toContain('rules/c.test.yaml');
      rmSync(path.join(folder, 'rules/b.csv'));
      expect(await next()).toContain('there is no file');
    } finally {
      child.kill();
    }
  }, 60_000);
});
