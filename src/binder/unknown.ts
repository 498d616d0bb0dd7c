import type { ScalarType } from '../data/types.ts';
import type { Expression } from '../plan/expression.ts';

/**
 * A query is first bound without data. What only data can tell (the columns that bag_unpack or pivot makes, the value of a toscalar) then
 * has this type, which goes with every other; such a plan is looked at and never run.
 */
export const unknownType = 'unknown' as ScalarType;

export function isUnknown(expression: Expression): boolean {
  return expression.type === unknownType;
}
