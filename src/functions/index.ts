import { countFunctions } from './aggregate/count.ts';
import { distinctFunctions } from './aggregate/distinct.ts';
import { extremeFunctions } from './aggregate/extremes.ts';
import { listFunctions } from './aggregate/lists.ts';
import { rowPickerFunctions } from './aggregate/row-pickers.ts';
import { sumFunctions } from './aggregate/sum.ts';
import { createFunctionTable } from './registry.ts';
import { arithmeticFunctions } from './scalar/arithmetic.ts';
import { clockFunctions } from './scalar/clock.ts';
import { comparisonFunctions } from './scalar/comparison.ts';
import { conversionFunctions } from './scalar/conversion.ts';
import { dynamicAccessFunctions } from './scalar/dynamic-access.ts';
import { listOperatorFunctions } from './scalar/list-operators.ts';
import { logicFunctions } from './scalar/logic.ts';
import { textOperatorFunctions } from './scalar/text-operators.ts';

/** Every function that kqlet has; what binds, documents, completes or lists functions reads this table. */
export const functions = createFunctionTable([
  ...arithmeticFunctions,
  ...comparisonFunctions,
  ...logicFunctions,
  ...textOperatorFunctions,
  ...listOperatorFunctions,
  ...dynamicAccessFunctions,
  ...conversionFunctions,
  ...clockFunctions,
  ...countFunctions,
  ...sumFunctions,
  ...extremeFunctions,
  ...distinctFunctions,
  ...listFunctions,
  ...rowPickerFunctions,
]);
