import { makeBagFunctions } from './aggregate/bags.ts';
import { bitFunctions } from './aggregate/bits.ts';
import { countFunctions } from './aggregate/count.ts';
import { distinctFunctions } from './aggregate/distinct.ts';
import { extremeFunctions } from './aggregate/extremes.ts';
import { listFunctions } from './aggregate/lists.ts';
import { momentFunctions } from './aggregate/moments.ts';
import { percentileFunctions } from './aggregate/percentiles.ts';
import { rowPickerFunctions } from './aggregate/row-pickers.ts';
import { schemaFunctions } from './aggregate/schemas.ts';
import { sumFunctions } from './aggregate/sum.ts';
import { families } from './families.ts';
import { createFunctionTable } from './registry.ts';
import { arithmeticFunctions } from './scalar/arithmetic.ts';
import { arrayFunctions } from './scalar/array.ts';
import { arraySortFunctions } from './scalar/array-sort.ts';
import { bagFunctions } from './scalar/bag.ts';
import { bitwiseFunctions } from './scalar/bitwise.ts';
import { calendarFunctions } from './scalar/calendar.ts';
import { clockFunctions } from './scalar/clock.ts';
import { comparisonFunctions } from './scalar/comparison.ts';
import { conversionFunctions } from './scalar/conversion.ts';
import { datetimeFunctions } from './scalar/datetime.ts';
import { datetimeFormatFunctions } from './scalar/datetime-format.ts';
import { dynamicAccessFunctions } from './scalar/dynamic-access.ts';
import { extractFunctions } from './scalar/extract.ts';
import { formatBytesFunctions } from './scalar/format-bytes.ts';
import { hashFunctions } from './scalar/hash.ts';
import { hostFunctions } from './scalar/host.ts';
import { ipv4Functions } from './scalar/ipv4.ts';
import { ipv4SearchFunctions } from './scalar/ipv4-search.ts';
import { listOperatorFunctions } from './scalar/list-operators.ts';
import { logicFunctions } from './scalar/logic.ts';
import { mathFunctions } from './scalar/math.ts';
import { maxOfFunctions } from './scalar/max-of.ts';
import { packFunctions } from './scalar/pack.ts';
import { parsingFunctions } from './scalar/parsing.ts';
import { predicateFunctions } from './scalar/predicate.ts';
import { randomFunctions } from './scalar/random.ts';
import { roundingFunctions } from './scalar/rounding.ts';
import { sequenceFunctions } from './scalar/sequence.ts';
import { setFunctions } from './scalar/set.ts';
import { stringFunctions } from './scalar/string.ts';
import { stringJoinFunctions } from './scalar/string-join.ts';
import { stringReplaceFunctions } from './scalar/string-replace.ts';
import { stringSearchFunctions } from './scalar/string-search.ts';
import { textOperatorFunctions } from './scalar/text-operators.ts';
import { cumulativeSumFunctions } from './window/cumulative-sums.ts';
import { neighbourFunctions } from './window/neighbours.ts';
import { rowNumberFunctions } from './window/row-numbers.ts';
import { sessionFunctions } from './window/sessions.ts';

/** Every function that kqlet has; what binds, documents, completes or lists functions reads this table. */
export const functions = createFunctionTable(
  [...arithmeticFunctions, ...comparisonFunctions, ...textOperatorFunctions, ...listOperatorFunctions, ...dynamicAccessFunctions],
  [
    ...logicFunctions,
    ...conversionFunctions,
    ...stringFunctions,
    ...stringSearchFunctions,
    ...stringJoinFunctions,
    ...stringReplaceFunctions,
    ...extractFunctions,
    ...hashFunctions,
    ...parsingFunctions,
    ...formatBytesFunctions,
    ...clockFunctions,
    ...hostFunctions,
    ...maxOfFunctions,
    ...roundingFunctions,
    ...mathFunctions,
    ...bitwiseFunctions,
    ...predicateFunctions,
    ...calendarFunctions,
    ...datetimeFunctions,
    ...datetimeFormatFunctions,
    ...randomFunctions,
    ...arrayFunctions,
    ...arraySortFunctions,
    ...bagFunctions,
    ...ipv4Functions,
    ...ipv4SearchFunctions,
    ...packFunctions,
    ...sequenceFunctions,
    ...setFunctions,
    ...countFunctions,
    ...sumFunctions,
    ...extremeFunctions,
    ...distinctFunctions,
    ...listFunctions,
    ...rowPickerFunctions,
    ...momentFunctions,
    ...percentileFunctions,
    ...makeBagFunctions,
    ...schemaFunctions,
    ...bitFunctions,
    ...neighbourFunctions,
    ...rowNumberFunctions,
    ...cumulativeSumFunctions,
    ...sessionFunctions,
  ],
  families,
);
