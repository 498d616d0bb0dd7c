import { formatError, KqlError } from '../../errors.ts';
import { formatExplanation } from '../explain/index.ts';
import type { Difference, Place, Problem, TestFailure, TestReport } from '../testing/report.ts';

/** Why a test failed, as lines of plain text: each failure with its place, then the way of the rows. */
export function failureText(test: TestReport): string {
  const parts = test.failures.map(textOfFailure);
  if (test.explainedRun !== undefined) parts.push(`the run at ${test.explainedRun}:`);
  if (test.explanation !== undefined) parts.push(formatExplanation(test.explanation, { colors: false }).trimEnd());
  return parts.join('\n');
}

export function textOfFailure({ about, message, hint, difference, place }: TestFailure): string {
  // what is wrong in a file is shown with its line, as every command shows it; what did not come out as expected speaks for itself
  if (about === 'rule' || about === 'given') return placed(message, hint, place);
  const lines = [message];
  if (difference !== undefined) lines.push(...differenceLines(difference));
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  if (place !== undefined) lines.push(`  at ${place.file}:${place.line}:${place.column}`);
  return lines.join('\n');
}

export function textOfProblem({ file, message, hint, place, kind }: Problem): string {
  if (place !== undefined) return placed(`${kind === 'unsupported' ? 'unsupported: ' : ''}${message}`, hint, place);
  return `${file === '' ? '' : `${file}: `}${message}${hint === undefined ? '' : `\n  hint: ${hint}`}`;
}

function placed(message: string, hint: string | undefined, place: Place | undefined): string {
  const error = new KqlError({ kind: 'data', message, hint, span: place?.span }, place?.source);
  // the kind is part of the message where it matters
  return formatError(error, place?.file).replace('data error: ', '');
}

/** Expected and actual side by side, a mark before what differs. */
export function differenceLines({ columns }: Difference): string[] {
  const isOneSided = columns.every(({ expected }) => expected === '');
  const nameWidth = Math.max(...columns.map(({ name }) => name.length), 6);
  if (isOneSided) return columns.map(({ name, actual }) => `    ${name.padEnd(nameWidth)}  ${cut(actual)}`);
  const expectedWidth = Math.max(...columns.map(({ expected }) => cut(expected).length), 'expected'.length);
  return [
    `    ${''.padEnd(nameWidth)}  ${'expected'.padEnd(expectedWidth)}  actual`,
    ...columns.map(
      ({ name, expected, actual, matches }) =>
        `  ${matches ? ' ' : '≠'} ${name.padEnd(nameWidth)}  ${cut(expected).padEnd(expectedWidth)}  ${cut(actual)}`,
    ),
  ];
}

const cellWidth = 200;

function cut(text: string): string {
  return text.length <= cellWidth ? text : `${text.slice(0, cellWidth - 1)}…`;
}
