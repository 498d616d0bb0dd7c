import type { Problem, TestFileReport, TestReport } from '../testing/report.ts';
import { failureText, textOfProblem } from './failure-text.ts';
import type { Reporter } from './run-report.ts';

/**
 * JUnit's XML as its two common schemas both have it: hence the attributes that nobody needs, no more than one failure a test case, and no
 * attributes of `testsuites`.
 */
export const junit: Reporter = ({ files, problems, milliseconds }) => {
  const started = new Date(Date.now() - milliseconds).toISOString().slice(0, 19);
  const suites = files.map((file, index) => suiteOf(file, index, started));
  if (problems.length > 0) {
    const own: TestFileReport = {
      file: 'rules',
      rule: undefined,
      tests: [],
      problems,
      files: [],
      snapshots: { written: 0, obsolete: [] },
      milliseconds: 0,
    };
    suites.push(suiteOf(own, suites.length, started));
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
};

function suiteOf(report: TestFileReport, id: number, timestamp: string): string {
  const { file, rule, tests, problems, milliseconds } = report;
  const count = (status: TestReport['status']): number => tests.filter((test) => test.status === status).length;
  const attributes = {
    id: String(id),
    package: packageOf(file),
    name: file,
    timestamp,
    hostname: 'localhost',
    tests: String(tests.length + problems.length),
    failures: String(count('failed')),
    errors: String(problems.length),
    skipped: String(count('unsupported')),
    time: seconds(milliseconds),
  };
  return [
    `  <testsuite${attributesOf(attributes)}>`,
    `    <properties><property${attributesOf({ name: 'rule', value: rule?.source ?? '' })}/></properties>`,
    ...tests.map((test) => caseOf(file, test)),
    ...problems.map((problem) => caseOfProblem(file, problem)),
    '    <system-out></system-out>',
    '    <system-err></system-err>',
    '  </testsuite>\n',
  ].join('\n');
}

function caseOf(file: string, test: TestReport): string {
  const start = `    <testcase${attributesOf({ classname: file, name: test.name, time: seconds(test.milliseconds) })}`;
  if (test.status === 'passed') return `${start}/>`;
  const [first] = test.failures;
  if (test.status === 'unsupported') return `${start}><skipped>${escaped(first.message)}</skipped></testcase>`;
  return `${start}><failure${attributesOf({ message: first.message, type: first.about })}>${escaped(failureText(test))}</failure></testcase>`;
}

function caseOfProblem(file: string, problem: Problem): string {
  const { kind, message } = problem;
  const start = `    <testcase${attributesOf({ classname: file, name: `${kind}: ${message}`, time: '0' })}`;
  return `${start}><error${attributesOf({ message, type: kind })}>${escaped(textOfProblem(problem))}</error></testcase>`;
}

function packageOf(file: string): string {
  return file.replace(/[^/\\]*$/, '').replace(/[/\\]$/, '') || '.';
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function attributesOf(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')}"`)
    .join('');
}

/** What XML 1.0 has no way to write, whatever the escape, becomes the mark of an unknown character. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd')
    .replace(/[<>&"]/g, (unit) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[unit] as string);
}
