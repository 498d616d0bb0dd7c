import type { Plan } from '../plan.ts';

/** How many rows a plan gives at most, as far as that is known without running it; Infinity where nothing is. */
export function mostRowsOf(plan: Plan): number {
  let most = Number.POSITIVE_INFINITY;
  for (let at = plan; ; at = at.input) {
    switch (at.kind) {
      case 'scan':
        return Math.min(most, at.source.rowCount ?? Number.POSITIVE_INFINITY);
      case 'values':
      case 'known':
        return Math.min(most, at.table.rowCount);
      case 'take':
        if (at.group === undefined) most = Math.min(most, at.count);
        break;
      case 'top':
      case 'sample':
        most = Math.min(most, at.count);
        break;
      case 'aggregate':
        if (at.keys.length === 0 && at.group === undefined) return Math.min(most, 1);
        break;
      case 'filter':
      case 'project':
      case 'sort':
      case 'parse':
      case 'parse-kv':
      case 'window':
      case 'shared':
        break;
      case 'join':
        if (at.join !== 'leftsemi' && at.join !== 'leftanti') return most;
        break;
      case 'union':
        return Math.min(
          most,
          [at.input, ...at.others].reduce((sum, leg) => sum + mostRowsOf(leg), 0),
        );
      default:
        return most;
    }
  }
}
