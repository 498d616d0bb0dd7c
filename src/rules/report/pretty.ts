import { visibleText } from '../../writers/visible.ts';
import type { TestFileReport, TestReport } from '../testing/report.ts';
import { coverageText } from './coverage.ts';
import { failureText, textOfProblem } from './failure-text.ts';
import { type Reporter, type RunReport, totalsOf } from './run-report.ts';

/** A report for people: every file with its tests, why they failed, and the numbers. */
export const pretty: Reporter = (report, style) => {
  const paint = painter(style.colour);
  const lines = report.files.flatMap((file) => fileLines(file, paint));
  for (const problem of report.problems) lines.push(...shown(textOfProblem(problem), '', paint.red), '');
  if (report.coverage !== undefined) lines.push(coverageText(report.coverage, style));
  lines.push(totalLine(report, paint));
  return `${lines.join('\n')}\n`;
};

function fileLines(file: TestFileReport, paint: Paint): string[] {
  const name = file.rule === undefined ? '' : paint.dim(`  ${visibleText(file.rule.name)}`);
  const lines = [`${paint.bold(visibleText(file.file))}${name}`];
  for (const test of file.tests) lines.push(...testLines(test, paint));
  for (const problem of file.problems) lines.push(...shown(textOfProblem(problem), '  ', paint.red));
  const { written, obsolete } = file.snapshots;
  if (written > 0) lines.push(paint.dim(`  ${written} ${written === 1 ? 'snapshot' : 'snapshots'} written`));
  if (obsolete.length > 0) lines.push(paint.yellow(`  snapshots that no test has: ${visibleText(obsolete.join(', '))}; -u removes them`));
  return [...lines, ''];
}

function testLines(test: TestReport, paint: Paint): string[] {
  const name = visibleText(test.name);
  const time = test.milliseconds >= 100 ? paint.dim(` ${Math.round(test.milliseconds)} ms`) : '';
  const lines: string[] = [];
  if (test.status === 'passed') lines.push(`  ${paint.green('✓')} ${name}${time}`);
  else {
    lines.push(test.status === 'unsupported' ? `  ${paint.yellow('○')} ${name}${time}` : `  ${paint.red('✗')} ${name}${time}`);
    lines.push(...shown(failureText(test), '      ', (line) => (/^\s*≠ /.test(line) ? paint.red(line) : line)));
  }
  for (const warning of test.warnings) lines.push(paint.dim(`      warning: ${visibleText(warning)}`));
  return lines;
}

/** Texts quote data, which must not steer a terminal. */
function shown(text: string, indent: string, paint: (line: string) => string): string[] {
  return text.split('\n').map((line) => (line === '' ? '' : indent + paint(visibleText(line))));
}

function totalLine(report: RunReport, paint: Paint): string {
  const { tests, passed, failed, unsupported, problems } = totalsOf(report);
  const parts = [
    failed > 0 ? paint.red(`${failed} failed`) : undefined,
    unsupported > 0 ? paint.yellow(`${unsupported} not supported`) : undefined,
    `${passed} passed`,
    problems > 0 ? paint.red(`${problems} ${problems === 1 ? 'problem' : 'problems'}`) : undefined,
  ];
  const files = `${report.files.length} ${report.files.length === 1 ? 'file' : 'files'}`;
  return `${tests} ${tests === 1 ? 'test' : 'tests'} in ${files}: ${parts.filter(Boolean).join(', ')} ${paint.dim(`(${seconds(report.milliseconds)})`)}`;
}

export function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

type Paint = Readonly<Record<'red' | 'green' | 'yellow' | 'bold' | 'dim', (text: string) => string>>;

function painter(colour: boolean): Paint {
  const code =
    (start: number, end: number) =>
    (text: string): string =>
      colour && text !== '' ? `\x1b[${start}m${text}\x1b[${end}m` : text;
  return { red: code(31, 39), green: code(32, 39), yellow: code(33, 39), bold: code(1, 22), dim: code(2, 22) };
}
