import type { FunctionDefinition, FunctionFamily } from './registry.ts';

/**
 * The functions that are not part of the core, by the module that holds them. The names stand here so that a misspelt one can be
 * corrected without fetching anything; a test holds them to what the modules define.
 */
export const families: readonly FunctionFamily[] = [
  family(
    'series_',
    'abs acos add asin atan ceiling cos cosine_similarity decompose decompose_anomalies decompose_forecast divide ' +
      'dot_product equals exp fft fill_backward fill_const fill_forward fill_linear fir fit_2lines fit_2lines_dynamic ' +
      'fit_line fit_line_dynamic fit_poly floor greater greater_equals ifft iir less less_equals log magnitude multiply ' +
      'not_equals outliers pearson_correlation periods_detect periods_validate pow product seasonal sign sin stats ' +
      'stats_dynamic subtract sum tan',
    async () => (await import('./scalar/series/index.ts')).seriesFunctions,
  ),
  family(
    'convert_',
    'angle energy force length mass speed temperature volume',
    async () => (await import('./scalar/units.ts')).unitFunctions,
  ),
];

function family(prefix: string, suffixes: string, load: () => Promise<readonly FunctionDefinition[]>): FunctionFamily {
  return { names: suffixes.split(' ').map((suffix) => `${prefix}${suffix}`), load };
}
