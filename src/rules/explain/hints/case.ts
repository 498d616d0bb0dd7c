import type { Expression } from '../../../plan/expression.ts';
import { type CallAtom, constantOf, quoted } from './filter-scene.ts';
import { asText, call, type FilterCase, found, operand, repaired, rows, text } from './repair.ts';
import type { Candidate } from './scene.ts';

/** `==`, `in`, the operators in `_cs` and regular expressions keep upper and lower case apart. */
export function caseHints(at: FilterCase): Candidate[] {
  return at.filter.calls
    .flatMap((atom) => (atom.negated ? [] : foldedForms(atom)))
    .flatMap(({ atom, folded, advice }) =>
      repaired(at, atom, 'case', folded, (gain) => {
        // a number in a dynamic value has a text, but no case
        if (typeof at.filter.cellAt(atom.expression.arguments[0], gain.first) !== 'string') return undefined;
        const value = at.filter.shownAt(asText(atom.expression.arguments[0]), gain.first);
        return `${operand(at, atom)} differs in case only: it is ${value}, and \`${atom.expression.function.name}\` keeps case apart; ${advice} (${rows(found(gain), 'would match')})`;
      }),
    );
}

interface Folded {
  readonly atom: CallAtom;
  readonly folded: Expression;
  readonly advice: string;
}

function foldedForms(atom: CallAtom): Folded[] {
  const { function: called, arguments: args } = atom.expression;
  const [value, ...others] = args;
  const { name } = called;
  const constant = constantOf(atom.expression);
  if (name === '==' && others[0].type === 'string') return [{ atom, folded: call('=~', asText(value), others[0]), advice: 'write `=~`' }];
  if (name === 'in') return [{ atom, folded: call('in~', asText(value), ...others), advice: 'write `in~`' }];
  if (name.endsWith('_cs') && !name.startsWith('!')) {
    const insensitive = name.slice(0, -3);
    return [{ atom, folded: call(insensitive, ...args), advice: `write \`${insensitive}\`` }];
  }
  if (name === 'matches regex' && typeof constant?.value === 'string') {
    const pattern = `(?i)${constant.value}`;
    return [{ atom, folded: call(name, value, text(pattern, constant)), advice: `begin it with (?i): ${quoted(pattern)}` }];
  }
  return [];
}
