import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

export const mvExpandLimit: Advice = {
  id: 'mv-expand-limit',
  severity: 'note',
  summary: '`mv-expand` without a limit makes a row of every element',
  docs: manualPage('mv-expand-operator'),
  *find({ stages }: Subject): Generator<Advised> {
    for (const { node } of stages) {
      // the old spelling has a limit of its own
      if (node.kind !== 'mv-expand' || node.keyword !== 'mv-expand' || node.limit !== undefined) continue;
      yield {
        message: 'a row comes of every element, however many an array has',
        hint: 'filter before, keep only the columns that are needed, or write `limit`',
        at: node.keywordSpan,
      };
    }
  },
};
