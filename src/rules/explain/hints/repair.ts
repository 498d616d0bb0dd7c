import { callByName, convert } from '../../../binder/coercion.ts';
import { functions } from '../../../functions/index.ts';
import { constant, type Expression } from '../../../plan/expression.ts';
import type { Trap } from '../explanation.ts';
import type { Atom, FilterScene, Gain, Truth } from './filter-scene.ts';
import type { Candidate, Scene } from './scene.ts';

/** A filter that left nothing, as its hints see it. */
export interface FilterCase {
  readonly scene: Scene;
  readonly filter: FilterScene;
}

/**
 * What if an atom were otherwise: a candidate when the filter would then let rows through, or when the conjunct, now true for no row, would
 * be true for some. A message that is undefined says that it is something else.
 */
export function repaired(
  { scene, filter }: FilterCase,
  atom: Atom,
  trap: Trap,
  instead: Expression | Truth,
  message: (gain: Gain) => string | undefined,
): Candidate[] {
  const gain = filter.gain(atom, instead);
  const isLost = filter.count(atom.conjunct, 1) === 0;
  if (gain.rows === 0 && !(isLost && gain.alone > 0)) return [];
  const said = message(gain);
  return said === undefined ? [] : [{ trap, message: said, stage: scene.stage, span: filter.spanOf(atom.conjunct), rows: gain.rows }];
}

/** A built-in function or operator by its name, over expressions that are bound. */
export function call(name: string, ...args: Expression[]): Expression {
  return callByName(functions, name, args, args[0].span);
}

export function text(value: string, like: Expression): Expression {
  return constant('string', value, like.span);
}

export function asText(expression: Expression): Expression {
  return convert(functions, expression, 'string');
}

/** How an atom, or another piece of the query, was written. */
export function written({ scene, filter }: FilterCase, atom: Atom): string {
  return scene.reports.excerpt(filter.spanOf(atom.conjunct));
}

/** What a value was written as: `Account`, `tostring(Details.User)`. A conversion that nobody wrote has the words of what it converts. */
export function operand({ scene, filter }: FilterCase, atom: Atom): string {
  const { expression } = atom;
  const [first] = expression.kind === 'call' ? expression.arguments : [expression];
  const place = filter.spanOf(atom.conjunct);
  const isInside = first.span.start >= place.start && first.span.end <= place.end;
  return isInside ? scene.reports.excerpt(first.span) : scene.reports.excerpt(place);
}

/** `1 row matches`, `3 rows match`. */
export function rows(count: number, one = '', many = one): string {
  return count === 1 ? `1 row${one && ` ${one}`}` : `${count} rows${many && ` ${many}`}`;
}

export function found(gain: Gain): number {
  return gain.rows > 0 ? gain.rows : gain.alone;
}
