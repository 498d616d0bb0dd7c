import { textOfDynamic } from '../../../data/convert.ts';
import { type Dynamic, isArray } from '../../../data/dynamic.ts';
import { parseJsonText } from '../../../data/json.ts';
import type { Expression } from '../../../plan/expression.ts';
import { constantOf } from './filter-scene.ts';
import { type FilterCase, found, repaired, rows } from './repair.ts';
import type { Candidate } from './scene.ts';

/** An array compared as if it were one of its elements. */
export function arrayHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    const { function: called, arguments: args } = atom.expression;
    const needle = constantOf(atom.expression);
    if (atom.negated || !['==', '=~', 'in', 'in~', 'startswith'].includes(called.name) || needle === undefined) return [];
    const value = insideText(args[0]);
    if (value.type !== 'dynamic' && value.type !== 'string') return [];
    const wanted = args.slice(1).flatMap((item) => (item.kind === 'constant' ? [String(item.value)] : []));
    const truth = at.filter.truthByCell(value, (cell) => {
      // what was made a text before is still an array to those who wrote it
      const array = typeof cell === 'string' && cell.startsWith('[') ? parseJsonText(cell) : (cell as Dynamic);
      if (array === undefined) return false;
      return isArray(array) && array.some((element) => wanted.some((one) => same(textOfDynamic(element), one)));
    });
    const name = at.scene.reports.excerpt(value.span);
    return repaired(
      at,
      atom,
      'array',
      truth,
      (gain) =>
        `${name} is an array, ${at.filter.shownAt(value, gain.first)}, and an array is equal to none of its elements; write \`${name} has '${wanted[0]}'\`, or mv-expand it first (${rows(found(gain), 'has it', 'have it')})`,
    );
  });
}

/** The value that tostring() was written around. */
export function insideText(expression: Expression): Expression {
  return expression.kind === 'call' && expression.function.name === 'tostring' ? expression.arguments[0] : expression;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
