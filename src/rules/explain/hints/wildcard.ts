import { type CallAtom, constantOf, quoted } from './filter-scene.ts';
import { asText, call, type FilterCase, found, operand, repaired, rows, text } from './repair.ts';
import type { Candidate } from './scene.ts';

/** `*` and `%` are characters like any other: only `like` and `matches regex` know patterns. */
export function wildcardHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    if (atom.negated) return [];
    return wildcardsOf(atom).flatMap((needle) => {
      const pattern = regexOf(needle, anchoring[atom.expression.function.name]);
      const value = asText(atom.expression.arguments[0]);
      const signs = [...new Set(needle.match(/[*%]/g))].map((sign) => `\`${sign}\``).join(' and ');
      return repaired(
        at,
        atom,
        'wildcard',
        call('matches regex', value, text(pattern, value)),
        (gain) =>
          `${signs} in ${quoted(needle)} stands for itself: \`${atom.expression.function.name}\` knows no wildcards; write \`${operand(at, atom)} matches regex @'${pattern}'\` or leave it out (${rows(found(gain), 'would match')})`,
      );
    });
  });
}

const anchoring: Readonly<Record<string, 'both' | 'start' | 'end' | 'none' | undefined>> = {
  '==': 'both',
  '=~': 'both',
  in: 'both',
  'in~': 'both',
  has: 'none',
  contains: 'none',
  has_any: 'none',
  startswith: 'start',
  endswith: 'end',
};

function wildcardsOf({ expression }: CallAtom): string[] {
  if (anchoring[expression.function.name] === undefined) return [];
  const one = constantOf(expression);
  const values =
    expression.arguments.length > 2
      ? expression.arguments.slice(1).map((item) => (item.kind === 'constant' ? item.value : null))
      : [one?.value];
  return values.filter((value): value is string => typeof value === 'string' && /[*%]/.test(value) && /[^*%]/.test(value));
}

function regexOf(glob: string, anchors: 'both' | 'start' | 'end' | 'none' = 'both'): string {
  const body = glob.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replace(/[*%]+/g, '.*');
  const free = anchors === 'none' ? body.replace(/^\.\*|\.\*$/g, '') : body;
  const start = anchors === 'both' || anchors === 'start' ? '^' : '';
  return `(?i)${start}${free}${anchors === 'both' || anchors === 'end' ? '$' : ''}`;
}
