import { visibleText } from '../../writers/visible.ts';
import type { MutationReport } from '../mutate/index.ts';
import { failureText } from './failure-text.ts';

/** What became of the changes of rules, for people: the score of each rule, and every change that no test noticed. */
export function mutationText(reports: readonly MutationReport[]): string {
  const lines = reports.flatMap(({ rule, tests, mutants, killed, survived, score }) => {
    const name = visibleText(rule.source);
    const failed = tests.tests.filter(({ status }) => status !== 'passed');
    if (failed.length > 0) {
      const why = failed.map((test) => `    ${visibleText(test.name)}: ${visibleText(failureText(test).split('\n')[0])}`);
      return [`${name}  the tests fail before anything is changed`, ...why, ''];
    }
    if (tests.tests.length === 0) return [`${name}  has no tests`, ''];
    const invalid = mutants.length - killed - survived;
    return [
      `${name}  ${score.toFixed(1)} %: ${killed} of ${killed + survived} changes were noticed${invalid > 0 ? `, ${invalid} made no query` : ''}`,
      ...mutants
        .filter(({ fate }) => fate === 'survived')
        .map(({ line, column, mutation }) => `  ${line}:${column} ${mutation.operator}: ${visibleText(mutation.description)}`),
      '',
    ];
  });
  if (reports.length > 1) lines.push(`all rules: ${totalScore(reports).toFixed(1)} %`);
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The share of all changes of all rules that were noticed, in percent. */
export function totalScore(reports: readonly MutationReport[]): number {
  const killed = reports.reduce((sum, report) => sum + report.killed, 0);
  const all = reports.reduce((sum, report) => sum + report.killed + report.survived, 0);
  return all === 0 ? 100 : (100 * killed) / all;
}
