import { sourcesOf } from '../describe/sources.ts';
import type { Stage } from '../stages.ts';
import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

export const noTimeFilter: Advice = {
  id: 'no-time-filter',
  severity: 'note',
  summary: 'a table is read without a filter on its time',
  docs: manualPage('best-practices'),
  *find(subject: Subject): Generator<Advised> {
    const { rule, stages, findings, schemaOf } = subject;
    // the schedule of a rule is its window
    if (rule.schedule !== undefined || rule.isNearRealTime) return;
    // a series from a time on takes no row from before it
    const windows = [
      ...findings.filter(({ window, condition }) => window !== undefined && !condition.alternative).map(({ stage }) => stage),
      ...stages.filter(({ node }) => node.kind === 'make-series' && (node.from ?? node.inRange) !== undefined),
    ];
    const said = new Set<string>();
    for (const stage of stages) {
      const [source] = sourcesOf([stage], subject.namesOfStage);
      if (source?.kind !== 'table' || said.has(source.name)) continue;
      const schema = schemaOf(source.name);
      if (schema !== undefined && !('TimeGenerated' in schema) && !('Timestamp' in schema)) continue;
      if (windows.some((window) => covers(window, stage))) continue;
      said.add(source.name);
      yield {
        message: `${source.name} is read whole: no filter on its time`,
        hint: 'as in `where TimeGenerated > ago(1d)`, right behind the table',
        at: stage.span,
      };
    }
  },
};

/**
 * A filter counts for the tables of its pipe, and behind a stage for those inside it, as behind a union for its legs. Those of the main pipe
 * count for the lets, as nobody looks at where a let is read.
 */
function covers(window: Stage, table: Stage): boolean {
  if (window.lets.length === 0 && table.lets.length > 0) return true;
  const [level, number] = splitId(window.id);
  if (!table.id.startsWith(level)) return false;
  const rest = table.id.slice(level.length);
  return !rest.includes('.') || number > Number.parseInt(rest, 10);
}

function splitId(id: string): [string, number] {
  const [digits] = /\d+$/.exec(id) ?? ['0'];
  return [id.slice(0, id.length - digits.length), Number(digits)];
}
