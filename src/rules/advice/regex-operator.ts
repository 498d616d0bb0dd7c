import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

export const regexOperator: Advice = {
  id: 'regex-operator',
  severity: 'note',
  summary: 'a regular expression where a string operator says the same',
  docs: manualPage('string-operators'),
  *find({ findings }: Subject): Generator<Advised> {
    for (const { condition } of findings) {
      if (condition.kind !== 'regex' || !condition.constant || condition.values.length !== 1) continue;
      const better = plainOperator(condition.values[0], condition.negated);
      if (better === undefined) continue;
      yield {
        message: `\`matches regex\` of a plain text: \`${better}\` says the same`,
        hint: 'string operators are faster, and some use the index of terms',
        at: condition.operatorSpan,
      };
    }
  },
};

/** The string operator that does what a pattern without anything special in it does. */
function plainOperator(pattern: string, negated: boolean): string | undefined {
  const parts = /^(\(\?i\))?(\^?)((?:[A-Za-z0-9 _:;,<>=@%&~'"#/!-]|\\[^\w\s])+)(\$?)$/.exec(pattern);
  if (parts === null) return undefined;
  const [, ignoresCase, start, body, end] = parts;
  const text = body.replace(/\\(.)/g, '$1');
  const [cased, plain] =
    start && end ? ['==', '=~'] : start ? ['startswith_cs', 'startswith'] : end ? ['endswith_cs', 'endswith'] : ['contains_cs', 'contains'];
  const operator = ignoresCase ? plain : cased;
  const written = !negated ? operator : ({ '==': '!=', '=~': '!~' }[operator] ?? `!${operator}`);
  return `${written} ${JSON.stringify(text)}`;
}
