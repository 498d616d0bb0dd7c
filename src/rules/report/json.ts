import type { Explanation } from '../explain/explanation.ts';
import { explanationToJson } from '../explain/index.ts';
import type { Place } from '../testing/report.ts';
import { type Reporter, totalsOf } from './run-report.ts';

/** The report as it is, as JSON; of a place the text that it points into is left out. */
export const json: Reporter = (report) => {
  const totals = totalsOf(report);
  const data = { ...totals, milliseconds: report.milliseconds, files: report.files, problems: report.problems, coverage: report.coverage };
  const text = JSON.stringify(
    data,
    (key, value) => {
      if (value === undefined || value === null) return value;
      if (key === 'place') return withoutSource(value as Place);
      return key === 'explanation' ? explanationToJson(value as Explanation) : value;
    },
    2,
  );
  return `${text}\n`;
};

function withoutSource({ file, line, column, span }: Place): unknown {
  return { file, line, column, span };
}
