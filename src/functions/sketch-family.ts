import { hllFunctions } from './aggregate/hll.ts';
import { tdigestFunctions } from './aggregate/tdigest.ts';
import type { FunctionDefinition } from './registry.ts';
import { sketchFunctions } from './scalar/sketches.ts';

/** Sketches of distinct values and of percentiles: what makes, merges and reads them. */
export const sketchFamily: readonly FunctionDefinition[] = [...hllFunctions, ...tdigestFunctions, ...sketchFunctions];
