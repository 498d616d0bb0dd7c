import type { ScalarType } from '../data/types.ts';

/** Whether a column is written flush right. */
export function isNumeric(type: ScalarType): boolean {
  return type === 'int' || type === 'long' || type === 'real' || type === 'decimal';
}
