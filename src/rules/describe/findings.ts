import type { Expression, Query } from '../../syntax/ast.ts';
import { parse } from '../../syntax/parse.ts';
import { type Stage, stagesOf } from '../stages.ts';
import { type Condition, conditionsOf, oppositeOf } from './conditions.ts';
import { type Names, namesOf, namesOfStage } from './constants.ts';
import type { IndicatorDescription } from './description.ts';
import { windowOf } from './windows.ts';

/** A query that has been parsed for being described. */
export interface ReadQuery {
  readonly query: Query;
  readonly stages: readonly Stage[];
  readonly top: Names;
  readonly namesOfStage: (stage: Stage) => Names;
}

export function readQuery(text: string): ReadQuery | undefined {
  const { query } = parse(text);
  if (query === undefined) return undefined;
  const names = namesOf(query);
  return { query, stages: stagesOf(query), top: names.top, namesOfStage: (stage) => namesOfStage(names, stage.lets) };
}

/** A comparison of a stage, with the window that it is where it is one. */
export interface Finding {
  readonly stage: Stage;
  readonly condition: Condition;
  readonly window: ReturnType<typeof windowOf>;
}

export function findingsOf(stage: Stage, names: Names): Finding[] {
  return predicatesOf(stage)
    .flatMap((predicate) => conditionsOf(predicate, names))
    .map((condition) => ({ stage, condition, window: windowOf(condition, names) }));
}

/** What a stage filters by. */
export function predicatesOf({ node }: Stage): Expression[] {
  switch (node.kind) {
    case 'where':
    case 'search':
    case 'find':
    case 'graph-where-nodes':
    case 'graph-where-edges':
      return [node.predicate];
    case 'join':
    case 'graph-match':
      return node.where === undefined ? [] : [node.where];
    case 'scan':
      return node.steps.map(({ condition }) => condition);
    default:
      return [];
  }
}

/** A condition as an indicator, undefined where it is an exclusion. */
export function asIndicator(condition: Condition): Omit<IndicatorDescription, 'stages' | 'otherRules'> | undefined {
  const { field, operator, values, constant, cased, alternative } = condition;
  const opposite = condition.negated ? oppositeOf(condition.kind) : undefined;
  const isUnequal = condition.negated && condition.kind === 'eq' && alternative;
  const kind = isUnequal ? 'ne' : (opposite ?? condition.kind);
  const negated = condition.negated && opposite === undefined && !isUnequal;
  if (negated && !alternative) return undefined;
  return { field, kind, operator, values, constant, cased, alternative, negated };
}
