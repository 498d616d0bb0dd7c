import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

export const hasSeparators: Advice = {
  id: 'has-separators',
  severity: 'note',
  summary: '`has` of a text with characters that separate terms',
  docs: manualPage('string-operators'),
  *find({ findings }: Subject): Generator<Advised> {
    for (const { condition } of findings) {
      const { kind, operator, values, constant, operatorSpan } = condition;
      if (kind !== 'match' || !constant || !/^has(?:_cs|_any|_all)?$/.test(operator)) continue;
      const divided = values.find((value) => /[A-Za-z0-9]/.test(value) && /^[^\p{L}\p{N}]|[^\p{L}\p{N}]$/u.test(value));
      if (divided === undefined) continue;
      yield {
        message: `${JSON.stringify(divided)} begins or ends with a character that separates terms: \`${operator}\` finds it inside longer texts there`,
        hint: 'the index knows only the terms in it; `endswith`, `startswith` or `contains` say where it stands',
        at: operatorSpan,
      };
    }
  },
};
