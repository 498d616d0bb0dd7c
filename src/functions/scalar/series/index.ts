import type { ScalarFunction } from '../../define.ts';
import { seriesElementFunctions } from './elements.ts';
import { seriesFillFunctions } from './fill.ts';
import { seriesFilterFunctions } from './filters.ts';
import { seriesFitFunctions } from './fit.ts';
import { seriesSeasonFunctions } from './seasons.ts';
import { seriesSumFunctions } from './sums.ts';

/** The functions over arrays of numbers. */
export const seriesFunctions: readonly ScalarFunction[] = [
  ...seriesElementFunctions,
  ...seriesFillFunctions,
  ...seriesFilterFunctions,
  ...seriesFitFunctions,
  ...seriesSeasonFunctions,
  ...seriesSumFunctions,
];
