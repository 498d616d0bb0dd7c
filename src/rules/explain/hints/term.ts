import { dynamicOfCell, isArray } from '../../../data/dynamic.ts';
import type { Expression } from '../../../plan/expression.ts';
import { type CallAtom, quoted } from './filter-scene.ts';
import { call, type FilterCase, found, operand, repaired, rows, text } from './repair.ts';
import type { Candidate } from './scene.ts';

/** `has` and its like find whole terms, runs of letters and digits; a piece of a term is found by `contains`. */
export function termHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    const { name } = atom.expression.function;
    if (atom.negated || !termOperators.has(name)) return [];
    const [value] = atom.expression.arguments;
    const pieces = needlesOf(atom)
      .slice(0, 50)
      .filter((needle) => isPieceOnly(at, atom, needle, name));
    if (pieces.length === 0) return [];
    const contains = name.endsWith('_cs') ? 'contains_cs' : 'contains';
    const test = (needle: string): Expression => {
      const operator = name === 'has_all' && !pieces.includes(needle) ? 'has' : contains;
      return call(operator, value, text(needle, value));
    };
    const tests = (name === 'has_any' ? pieces : needlesOf(atom)).map(test);
    const instead: Expression =
      tests.length === 1
        ? tests[0]
        : { kind: 'logical', type: 'bool', operator: name === 'has_all' ? 'and' : 'or', operands: tests, span: value.span };
    return repaired(
      at,
      atom,
      'term',
      instead,
      (gain) =>
        `\`${name}\` finds whole terms (runs of letters and digits), and in ${operand(at, atom)} ${pieces.map(quoted).join(', ')} is only a piece of one: ${at.filter.shownAt(value, gain.first)}; write \`${contains}\` (${rows(found(gain), 'would match')})`,
    );
  });
}

const termOperators: ReadonlySet<string> = new Set([
  'has',
  'has_cs',
  'hasprefix',
  'hasprefix_cs',
  'hassuffix',
  'hassuffix_cs',
  'has_any',
  'has_all',
]);

function needlesOf({ expression }: CallAtom): string[] {
  return expression.arguments.slice(1).flatMap((argument) => {
    if (argument.kind !== 'constant') return [];
    const value = dynamicOfCell(argument.type, argument.value);
    return (isArray(value) ? value : [value]).filter((needle) => typeof needle === 'string');
  });
}

/** Whether a needle is somewhere in the texts, and nowhere as the operator wants it. */
function isPieceOnly(at: FilterCase, { expression }: CallAtom, needle: string, name: string): boolean {
  const [value] = expression.arguments;
  const term = name === 'has_any' || name === 'has_all' ? 'has' : name;
  const isAnywhere = (operator: string): boolean => {
    const test = call(operator, value, text(needle, value));
    return at.filter.segments.some((segment) => at.filter.truthOf(test, segment).includes(1));
  };
  return isAnywhere('contains') && !isAnywhere(term);
}
