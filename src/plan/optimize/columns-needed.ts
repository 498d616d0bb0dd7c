import { collectColumns, type Expression, isVolatile } from '../expression.ts';
import type { JoinPlan, Plan, UnionPlan } from '../plan.ts';
import type { Piped } from './rewrite.ts';

/** Positions of columns in their order; undefined: all of them. */
export type Needed = readonly number[] | undefined;

/** All columns are as good as no wish: what wishes for all of them may stay as it is. */
export function orAll(needed: Needed, { schema }: Plan): Needed {
  return needed?.length === schema.columns.length ? undefined : needed;
}

/** What stands beside a node's input, with the columns that it reads of it. */
export function neededOfSides(stage: Piped, needed: Needed): { readonly plan: Plan; readonly needed: Needed }[] {
  switch (stage.kind) {
    case 'join':
      return [{ plan: stage.right, needed: orAll(neededOfRight(stage, needed), stage.right) }];
    case 'union':
      return stage.others.map((plan, index) => ({ plan, needed: orAll(neededOfLeg(stage, index + 1, needed), plan) }));
    case 'graph':
    case 'plugin':
      return stage.others.map((plan) => ({ plan, needed: undefined }));
    case 'apply':
    case 'partition':
      return [{ plan: stage.subquery, needed: undefined }];
    default:
      return [];
  }
}

/** The columns of its input that a node reads when these of its own are needed, in order; undefined: all of them. */
export function neededOfInput(stage: Piped, needed: Needed): Needed {
  const columns = new Set<number>();
  const read = (expression: Expression | undefined): void => {
    if (expression !== undefined) collectColumns(expression, columns);
  };
  switch (stage.kind) {
    case 'filter':
      if (needed === undefined) return undefined;
      for (const index of needed) columns.add(index);
      stage.conjuncts.forEach(read);
      break;
    case 'sort':
    case 'top':
      if (needed === undefined) return undefined;
      for (const index of needed) columns.add(index);
      for (const { expression } of stage.keys) read(expression);
      break;
    case 'take':
      if (needed === undefined) return undefined;
      for (const index of needed) columns.add(index);
      if (stage.group !== undefined) return undefined;
      break;
    case 'sample':
      return needed;
    case 'project': {
      const wanted = needed && new Set(needed);
      stage.expressions.forEach((expression, index) => {
        if (wanted === undefined || wanted.has(index) || isVolatile(expression)) read(expression);
      });
      break;
    }
    case 'aggregate': {
      if (stage.group !== undefined) return undefined;
      const wanted = needed && new Set(needed);
      stage.keys.forEach(read);
      let at = stage.keys.length;
      for (const call of stage.aggregates) {
        const isWanted = wanted === undefined || call.outputs.some((_, index) => wanted.has(at + index)) || call.arguments.some(isVolatile);
        at += call.outputs.length;
        if (isWanted) call.arguments.forEach(read);
      }
      break;
    }
    case 'window': {
      if (needed === undefined || stage.group !== undefined) return undefined;
      const { length } = stage.input.schema.columns;
      for (const index of needed) if (index < length) columns.add(index);
      for (const call of stage.calls) call.arguments.forEach(read);
      break;
    }
    case 'expand': {
      const origins = stage.expansion.columns;
      for (const index of needed ?? origins.keys()) if (origins[index] >= 0) columns.add(origins[index]);
      for (const { expression } of stage.expansion.items) read(expression);
      break;
    }
    case 'parse':
    case 'parse-kv':
      for (const index of needed ?? stage.columns.keys()) if (stage.columns[index] >= 0) columns.add(stage.columns[index]);
      read(stage.expression);
      break;
    case 'top-nested':
      for (const level of stage.levels) {
        read(level.key);
        for (const call of level.aggregates) call.arguments.forEach(read);
      }
      break;
    case 'join': {
      const leftWidth = stage.schema.columns.length - stage.rightColumns.length;
      for (const index of needed ?? stage.schema.columns.keys()) if (index < leftWidth) columns.add(index);
      stage.leftKeys.forEach(read);
      break;
    }
    case 'union':
      return neededOfLeg(stage, 0, needed);
    default:
      return undefined;
  }
  return inOrder(columns);
}

/** The same for the right side of a join. */
function neededOfRight(join: JoinPlan, needed: Needed): Needed {
  const columns = new Set<number>();
  const leftWidth = join.schema.columns.length - join.rightColumns.length;
  for (const index of needed ?? join.schema.columns.keys()) if (index >= leftWidth) columns.add(join.rightColumns[index - leftWidth]);
  for (const key of join.rightKeys) collectColumns(key, columns);
  return inOrder(columns);
}

/** The same for one leg of a union. */
function neededOfLeg(union: UnionPlan, leg: number, needed: Needed): Needed {
  const leading = union.names === undefined ? 0 : 1;
  const columns = new Set<number>();
  for (const index of needed ?? union.schema.columns.keys()) {
    const from = index < leading ? -1 : union.mappings[leg][index - leading];
    if (from >= 0) columns.add(from);
  }
  return inOrder(columns);
}

function inOrder(columns: ReadonlySet<number>): readonly number[] {
  return [...columns].sort((a, b) => a - b);
}
