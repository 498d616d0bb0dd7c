import { type Advice, type Advised, manualPage, type Subject } from './advice.ts';

/** Columns of names that people write in either case. */
const names =
  /(?:user(?:principal)?name|\bupn|accountupn|accountname|mail(?:address)?|loginname|samaccountname|^account|^caller|^initiatedby)$/i;

export const caseSensitiveName: Advice = {
  id: 'case-sensitive-name',
  severity: 'note',
  summary: 'a name of a user is compared with regard to case',
  docs: manualPage('equals-operator'),
  *find({ findings }: Subject): Generator<Advised> {
    for (const { condition } of findings) {
      const { field, kind, operator, values, constant, cased, negated, operatorSpan } = condition;
      if (!cased || !constant || (kind !== 'eq' && kind !== 'in') || !names.test(field)) continue;
      if (!values.some((value) => /\p{L}/u.test(value))) continue;
      const written = operator === '==' && negated ? '!=' : `${negated ? '!' : ''}${operator}`;
      const better = { '==': '=~', '!=': '!~', in: 'in~', '!in': '!in~' }[written];
      yield {
        message: `\`${written}\` compares ${field} with regard to case, and logs write names in either case`,
        hint: `\`${better}\` does not`,
        at: operatorSpan,
      };
    }
  },
};
