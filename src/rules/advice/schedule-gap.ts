import { printTimespan } from '../../syntax/print-literals.ts';
import type { Advice, Advised, Subject } from './advice.ts';

export const scheduleGap: Advice = {
  id: 'schedule-gap',
  severity: 'warning',
  summary: 'a rule runs more rarely than it looks back',
  docs: 'https://learn.microsoft.com/azure/sentinel/scheduled-rules-overview',
  *find({ rule }: Subject): Generator<Advised> {
    const { schedule } = rule;
    if (schedule === undefined || schedule.frequency <= schedule.period) return;
    const gap = printTimespan(schedule.frequency - schedule.period);
    yield {
      message: `it runs every ${printTimespan(schedule.frequency)} and looks back ${printTimespan(schedule.period)}: of each time ${gap} is never seen`,
      hint: 'make queryPeriod at least as long as queryFrequency',
      at: { keys: ['queryFrequency', 'frequency'] },
    };
  },
};
