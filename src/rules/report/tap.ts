import type { TestFileReport, TestReport } from '../testing/report.ts';
import { failureText, textOfProblem } from './failure-text.ts';
import type { Reporter } from './run-report.ts';

/** TAP 14: a subtest for every file. */
export const tap: Reporter = ({ files, problems }) => {
  const points: string[] = [];
  for (const [index, file] of files.entries()) points.push(...fileLines(file, index + 1));
  for (const [index, problem] of problems.entries()) {
    const number = files.length + index + 1;
    points.push(`not ok ${number} - ${description(problem.message)}`, ...diagnostics(textOfProblem(problem), undefined));
  }
  return `${['TAP version 14', `1..${files.length + problems.length}`, ...points].join('\n')}\n`;
};

function fileLines(report: TestFileReport, number: number): string[] {
  const { file, tests, problems } = report;
  const inner = [
    `1..${tests.length + problems.length}`,
    ...tests.flatMap((test, index) => testLines(test, index + 1)),
    ...problems.flatMap((problem, index) => [
      `not ok ${tests.length + index + 1} - ${description(problem.message)}`,
      ...diagnostics(textOfProblem(problem), problem.place?.line),
    ]),
  ];
  const isFine = problems.length === 0 && tests.every(({ status }) => status !== 'failed');
  return [
    `# Subtest: ${description(file)}`,
    ...inner.map((line) => `    ${line}`),
    `${isFine ? 'ok' : 'not ok'} ${number} - ${description(file)}`,
  ];
}

function testLines(test: TestReport, number: number): string[] {
  const { name, status, failures, line } = test;
  if (status === 'passed') return [`ok ${number} - ${description(name)}`];
  if (status === 'unsupported') return [`ok ${number} - ${description(name)} # SKIP ${description(failures[0].message)}`];
  return [`not ok ${number} - ${description(name)}`, ...diagnostics(failureText(test), line)];
}

/** A block of YAML, in which a text stands as JSON has it. */
function diagnostics(message: string, line: number | undefined): string[] {
  return ['  ---', `  message: ${json(message)}`, ...(line === undefined ? [] : [`  line: ${line}`]), '  ...'];
}

function json(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** One line, in which `#` begins no directive. */
function description(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\#]/g, '\\$&');
}
