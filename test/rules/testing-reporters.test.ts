import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type RunReport, reporters } from '../../src/rules/report/index.ts';
import { testRule } from '../../src/rules/testing/expect-rule.ts';
import type { Problem } from '../../src/rules/testing/report.ts';
import { folderOf } from '../cli/kqlet.ts';

/** A name with all that the formats must write in another way. */
const hostile = 'a "b" <c> & d: 50%, # e\\f \u0001\u001b[31m';

let report: RunReport;
const style = { colour: false, width: 100 };
const written = async (name: string): Promise<string> => (await reporters[name]())(report, style);

beforeAll(async () => {
  const folder = folderOf({ 'rule.kql': 'SigninLogs | where ResultType == "1"', 'python.kql': 'print 1 | evaluate python(typeof(*), "")' });
  const one = await testRule(
    {
      rule: 'rule.kql',
      tests: [
        { name: 'passes', given: { SigninLogs: [] }, expect: { empty: true } },
        { name: hostile, given: { SigninLogs: [{ ResultType: '2' }] }, expect: { count: 1 } },
      ],
    },
    { folder },
  );
  const two = await testRule({ rule: 'python.kql', tests: [{ name: 'unsupported', expect: { empty: true } }] }, { folder });
  const problem: Problem = {
    file: 'rules/b.yaml',
    kind: 'require-tests',
    message: 'the rule "b" has no tests',
    hint: undefined,
    place: undefined,
  };
  const place = { file: 'c.test.yaml', line: 2, column: 3, span: { start: 5, end: 7 }, source: 'a:\n  bc: d' };
  const broken: Problem = { file: 'c.test.yaml', kind: 'error', message: 'a test file has no key `bc`', hint: 'did you mean `b`?', place };
  report = {
    files: [
      { ...one, file: 'a.test.yaml', tests: one.tests.map((test, index) => ({ ...test, line: index + 1, column: 5 })) },
      { ...two, file: 'dir/b,c.test.yaml' },
      { ...one, file: 'c.test.yaml', rule: undefined, tests: [], problems: [broken] },
    ],
    problems: [problem],
    milliseconds: 1234,
  };
});

describe('the reporter', () => {
  it('pretty shows tests, differences and the way of the rows, and nothing that steers a terminal', async () => {
    const text = await written('pretty');
    expect(text).toContain('  ✓ passes\n');
    expect(text).toContain('  ○ unsupported');
    expect(text).toContain('      expected 1 row, got 0\n');
    expect(text).toMatch(/ResultType == "1"/);
    expect(text).toContain('  c.test.yaml:2:3: a test file has no key `bc`\n');
    expect(text).toContain('did you mean `b`?');
    expect(text).toContain('rules/b.yaml: the rule "b" has no tests');
    expect(text).toContain('3 tests in 3 files: 1 failed, 1 not supported, 1 passed, 2 problems (1.2 s)');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    const coloured = (await reporters.pretty())(report, { ...style, colour: true });
    expect(coloured).toContain('\u001b[32m✓\u001b[39m passes');
  });

  it('junit is well formed, with the elements and attributes of its schema and the right numbers', async () => {
    const text = await written('junit');
    expect(XMLValidator.validate(text)).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    const { testsuites } = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      isArray: (name) => ['testsuite', 'testcase'].includes(name),
    }).parse(text);
    const suites = testsuites.testsuite as Record<string, unknown>[];
    expect(Object.keys(testsuites)).toEqual(['testsuite']);
    expect(suites.map((suite) => ['@name', '@tests', '@failures', '@errors', '@skipped'].map((name) => suite[name]))).toEqual([
      ['a.test.yaml', '2', '1', '0', '0'],
      ['dir/b,c.test.yaml', '1', '0', '0', '1'],
      ['c.test.yaml', '1', '0', '1', '0'],
      ['rules', '1', '0', '1', '0'],
    ]);
    for (const suite of suites) {
      expect(Object.keys(suite).filter((name) => !name.startsWith('@'))).toEqual(['properties', 'testcase', 'system-out', 'system-err']);
      expect(suite['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
      const attributes = ['id', 'package', 'name', 'timestamp', 'hostname', 'tests', 'failures', 'errors', 'skipped', 'time'];
      expect(Object.keys(suite).filter((name) => name.startsWith('@'))).toEqual(attributes.map((name) => `@${name}`));
      for (const name of ['@id', '@tests', '@failures', '@errors', '@skipped']) expect(suite[name]).toMatch(/^\d+$/);
      for (const name of ['@package', '@name', '@hostname']) expect(suite[name]).not.toBe('');
      expect(suite['@time']).toMatch(/^\d+\.\d{3}$/);
    }
    const [passed, failed] = suites[0].testcase as Record<string, Record<string, string> | string>[];
    expect(Object.keys(passed)).toEqual(['@classname', '@name', '@time']);
    expect(failed['@name']).toBe('a "b" <c> & d: 50%, # e\\f \ufffd\ufffd[31m');
    expect(failed.failure).toMatchObject({ '@type': 'count', '@message': 'expected 1 row, got 0' });
    expect((failed.failure as Record<string, string>)['#text']).toContain('ResultType == "1"');
  });

  it('sarif has a result with a place for everything that is wrong', async () => {
    const log = JSON.parse(await written('sarif'));
    expect(log).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'kqlet test' } } }] });
    const [{ results, tool }] = log.runs;
    const summary = results.map((result: { ruleId: string; level: string; locations: { physicalLocation: Record<string, unknown> }[] }) => [
      result.ruleId,
      result.level,
      result.locations[0].physicalLocation.artifactLocation,
    ]);
    expect(summary).toEqual([
      ['test-failed', 'error', { uri: 'a.test.yaml' }],
      ['test-unsupported', 'warning', { uri: expect.stringContaining('python.kql') }],
      ['error', 'error', { uri: 'c.test.yaml' }],
      ['require-tests', 'error', { uri: 'rules/b.yaml' }],
    ]);
    expect(results[2].locations[0].physicalLocation.region).toMatchObject({ startLine: 2, startColumn: 3, charOffset: 5, charLength: 2 });
    const known = tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const { ruleId } of results) expect(known).toContain(ruleId);
  });

  it('github writes a command a line, escaped', async () => {
    const lines = (await written('github')).trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    const title = 'a "b" <c> & d%3A 50%25%2C # e\\f \u0001\u001b[31m';
    expect(lines[0].slice(0, 120)).toContain(`::error file=a.test.yaml,title=${title}::expected 1 row, got 0%0A`);
    expect(lines[1]).toMatch(/^::warning file=.*python\.kql,line=1,col=\d+,title=unsupported::/);
    expect(lines[2]).toMatch(/^::error file=c\.test\.yaml,line=2,col=3,title=error::/);
    expect(lines[3]).toBe('::error file=rules/b.yaml,title=require-tests::rules/b.yaml: the rule "b" has no tests');
    expect(lines[4]).toBe('3 tests: 1 passed, 1 failed, 1 not supported, 2 problems');
  });

  it('json is the report without the texts of files', async () => {
    const data = JSON.parse(await written('json'));
    expect(data).toMatchObject({ tests: 3, passed: 1, failed: 1, unsupported: 1, problems: expect.any(Array) });
    expect(data.files[0].tests[1]).toMatchObject({ name: hostile, status: 'failed', explanation: { emptied: { stage: '2' } } });
    expect(data.files[2].problems[0].place).toEqual({ file: 'c.test.yaml', line: 2, column: 3, span: { start: 5, end: 7 } });
  });

  it('tap has a plan and a point for everything, with subtests and blocks of YAML', async () => {
    const lines = (await written('tap')).trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual(['TAP version 14', '1..4']);
    expect(lines.filter((line) => /^(?:not )?ok /.test(line))).toEqual([
      'not ok 1 - a.test.yaml',
      'ok 2 - dir/b,c.test.yaml',
      'not ok 3 - c.test.yaml',
      'not ok 4 - the rule "b" has no tests',
    ]);
    expect(lines.filter((line) => /^ {4}(?:not ok|ok|1\.\.)/.test(line)).map((line) => line.slice(4, 36))).toEqual([
      '1..2',
      'ok 1 - passes',
      'not ok 2 - a "b" <c> & d: 50%, \\',
      '1..1',
      expect.stringMatching(/^ok 1 - unsupported # SKIP /),
      '1..1',
      'not ok 1 - a test file has no ke',
    ]);
    const start = lines.indexOf('      ---');
    const block = lines.slice(start + 1, lines.indexOf('      ...', start)).map((line) => line.slice(6));
    expect(parse(block.join('\n')).message).toContain('expected 1 row, got 0');
  });
});
