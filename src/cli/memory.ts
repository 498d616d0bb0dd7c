import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

/**
 * What a query may hold where nobody says it: half of what Node gives a program (--max-old-space-size), or of the machine's or the container's
 * memory. The other half is for the tables that are kept, for what is read ahead, and for what cannot be counted.
 */
export function defaultMemoryBytes(): number {
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.floor(Math.min(getHeapStatistics().heap_size_limit, totalmem(), constrained) / 2);
}
