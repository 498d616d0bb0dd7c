import { autocluster } from './autocluster.ts';
import { basket } from './basket.ts';
import { diffpatterns } from './diffpatterns.ts';
import { diffpatternsText } from './diffpatterns-text.ts';
import type { Plugin } from './plugin.ts';

/** Plugins that search for patterns, which few queries use: they are fetched when a query first names one of them. */
export const patternPlugins: readonly Plugin[] = [autocluster, basket, diffpatterns, diffpatternsText];
