import { printTimespan } from '../../syntax/print-literals.ts';
import type { Advice, Advised, Subject } from './advice.ts';

export const windowPeriod: Advice = {
  id: 'window-period',
  severity: 'warning',
  summary: 'a filter on times reaches further back than the rule looks',
  docs: 'https://learn.microsoft.com/azure/sentinel/scheduled-rules-overview',
  *find({ rule, findings }: Subject): Generator<Advised> {
    const { schedule } = rule;
    if (schedule === undefined) return;
    for (const { window, condition } of findings) {
      const ago = window?.from?.ago;
      if (ago === undefined || ago <= schedule.period) continue;
      yield {
        message: `the filter reaches back ${printTimespan(ago)}, but the rule sees only the last ${printTimespan(schedule.period)}`,
        hint:
          rule.kind === 'sentinel'
            ? 'make queryPeriod longer, or the filter shorter'
            : 'how far a rule of Defender looks back goes with its frequency',
        at: condition.span,
      };
    }
  },
};
