import type { Place } from '../testing/report.ts';
import { failureText, textOfProblem } from './failure-text.ts';
import { allProblems, type Reporter, totalsOf } from './run-report.ts';

/** Annotations of GitHub Actions: workflow commands, which the host shows beside the lines of a change. */
export const github: Reporter = (report) => {
  const lines: string[] = [];
  for (const { file, tests } of report.files)
    for (const test of tests) {
      if (test.status === 'passed') continue;
      const command = test.status === 'unsupported' ? 'warning' : 'error';
      lines.push(annotation(command, test.failures[0]?.place, file, test.name, failureText(test)));
    }
  for (const problem of allProblems(report)) {
    const command = problem.kind === 'unsupported' ? 'warning' : 'error';
    lines.push(annotation(command, problem.place, problem.file, problem.kind, textOfProblem(problem)));
  }
  const { tests, passed, failed, unsupported, problems } = totalsOf(report);
  lines.push(`${tests} tests: ${passed} passed, ${failed} failed, ${unsupported} not supported, ${problems} problems`);
  return `${lines.join('\n')}\n`;
};

function annotation(command: string, place: Place | undefined, file: string, title: string, message: string): string {
  const properties = {
    file: (place?.file ?? file).split('#')[0] || undefined,
    line: place && String(place.line),
    col: place && String(place.column),
    title,
  };
  const written = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapedProperty(value)}`]));
  return `::${command} ${written.join(',')}::${escapedMessage(message)}`;
}

function escapedMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
