import { activeUsersCount } from './active-users.ts';
import { activityCountsMetrics, activityMetrics, slidingWindowCounts } from './activity.ts';
import { activityEngagement } from './activity-engagement.ts';
import { dcountIntersect } from './dcount-intersect.ts';
import { estimateRowsCount } from './estimate-rows-count.ts';
import { funnelSequence } from './funnel-sequence.ts';
import { funnelSequenceCompletion } from './funnel-sequence-completion.ts';
import { newActivityMetrics } from './new-activity.ts';
import type { Plugin } from './plugin.ts';
import { rollingPercentile } from './rolling-percentile.ts';
import { rowsNear } from './rows-near.ts';
import { schemaMerge } from './schema-merge.ts';
import { sequenceDetect } from './sequence-detect.ts';
import { sessionCount } from './session-count.ts';

/** Plugins of analysis, which few queries use: they are fetched when a query first names one of them. */
export const analysisPlugins: readonly Plugin[] = [
  activeUsersCount,
  activityCountsMetrics,
  activityEngagement,
  activityMetrics,
  dcountIntersect,
  estimateRowsCount,
  funnelSequence,
  funnelSequenceCompletion,
  newActivityMetrics,
  rollingPercentile,
  rowsNear,
  schemaMerge,
  sequenceDetect,
  sessionCount,
  slidingWindowCounts,
];
