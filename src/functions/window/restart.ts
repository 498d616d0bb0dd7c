import type { BoolVector, Vector } from '../../data/vector.ts';

/** Whether a row begins anew: where the argument `restart` is true. */
export function restartReader(restart: Vector | undefined): (row: number) => boolean {
  if (restart === undefined) return () => false;
  if (restart.encoding === 'constant') {
    const { value } = restart;
    return () => value === true;
  }
  // a null is 0 among the values
  const { values } = restart as BoolVector;
  return (row) => values[row] === 1;
}
