import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

export const needlessFolding: Advice = {
  id: 'needless-folding',
  severity: 'note',
  summary: '`in~` or `=~` of texts that have no case',
  docs: manualPage('in-operator'),
  *find({ findings }: Subject): Generator<Advised> {
    for (const { condition } of findings) {
      const { operator, values, constant, negated, operatorSpan } = condition;
      if ((operator !== 'in~' && operator !== '=~') || !constant || values.length === 0) continue;
      if (values.some((value) => value.toLowerCase() !== value.toUpperCase())) continue;
      const [written, better] =
        operator === 'in~' ? [negated ? '!in~' : 'in~', negated ? '!in' : 'in'] : negated ? ['!~', '!='] : ['=~', '=='];
      yield {
        message: `no value here has letters: \`${written}\` finds nothing that \`${better}\` does not`,
        hint: `\`${better}\` is faster`,
        at: operatorSpan,
      };
    }
  },
};
