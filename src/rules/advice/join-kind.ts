import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

export const joinKind: Advice = {
  id: 'join-kind',
  severity: 'warning',
  summary: '`join` without a kind keeps one row of the left side for each key',
  docs: manualPage('join-innerunique'),
  *find({ stages }: Subject): Generator<Advised> {
    for (const { node } of stages) {
      if (node.kind !== 'join' || node.parameters.some(({ name }) => name === 'kind')) continue;
      yield {
        message: 'a join without a kind is `innerunique`: of several rows of the left side with the same key any one is kept',
        hint: 'write `kind=inner` for all of them, or `kind=innerunique` where one is meant',
        at: node.keywordSpan,
      };
    }
  },
};
