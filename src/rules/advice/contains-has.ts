import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

export const containsHas: Advice = {
  id: 'contains-has',
  severity: 'note',
  summary: '`contains` of a whole word, where `has` uses the index of terms',
  docs: manualPage('string-operators'),
  *find({ findings }: Subject): Generator<Advised> {
    for (const { condition } of findings) {
      const { kind, operator, values, constant, operatorSpan, negated } = condition;
      if (kind !== 'contains' || !constant || values.length !== 1 || !/^[A-Za-z0-9]{4,}$/.test(values[0])) continue;
      const written = `${negated ? '!' : ''}${operator}`;
      const better = written.replace('contains', 'has');
      yield {
        message: `\`${written} "${values[0]}"\` looks at every character; \`${better}\` asks the index of terms`,
        hint: `only where ${values[0]} stands as a word of its own: \`${better}\` does not find it inside a longer one, as in x${values[0]}`,
        at: operatorSpan,
      };
    }
  },
};
