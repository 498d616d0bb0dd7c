import type { Schema } from '../../data/schema.ts';
import { type Expression, isVolatile } from '../expression.ts';
import type { AggregateCall, JoinPlan, Plan, SortKey, UnionPlan } from '../plan.ts';
import { type Needed, neededOfInput, neededOfSides, orAll } from './columns-needed.ts';
import { type Positions, renumberer } from './renumber.ts';
import { isPiped, type Piped } from './rewrite.ts';
import { columnsOfShared } from './shared-columns.ts';

/** A plan without some of its columns, and where the others have gone. */
interface Pruned {
  readonly plan: Plan;
  readonly positions: Positions;
}

/**
 * Nobody reads what nobody asks for: a scan reads the columns that the query uses, and what computes, keeps or sorts columns does so for those
 * alone. The columns of the whole plan stay as they are.
 */
export function pruneColumns(roots: readonly Plan[]): readonly Plan[] {
  const columnsOf = columnsOfShared(roots);
  const shared = new Map<Plan, Pruned>();

  function prune(root: Plan, needed: Needed): Pruned {
    const pipe: { readonly stage: Piped; readonly needed: Needed }[] = [];
    let at = root;
    let wanted = needed;
    while (isPiped(at)) {
      pipe.push({ stage: at, needed: wanted });
      wanted = orAll(neededOfInput(at, wanted), at.input);
      at = at.input;
    }
    let result = pruneSource(at, wanted);
    for (const { stage, needed: asked } of pipe.reverse()) {
      const sides = neededOfSides(stage, asked).map((side) => prune(side.plan, side.needed));
      result = pruneStage(stage, asked, result, sides);
    }
    return result;
  }

  function pruneSource(plan: Plan, needed: Needed): Pruned {
    if (plan.kind === 'shared') {
      const { plan: input, positions } = pruneShared(plan.input);
      return { plan: { ...plan, input, schema: input.schema }, positions };
    }
    if (plan.kind !== 'scan' || needed === undefined || plan.columns !== undefined) return whole(plan);
    return { plan: { ...plan, columns: needed, schema: picked(plan.schema, needed) }, positions: positionsOf(needed, plan.schema) };
  }

  /** Once, whoever reads it. */
  function pruneShared(plan: Plan): Pruned {
    let pruned = shared.get(plan);
    if (pruned === undefined) {
      pruned = prune(plan, columnsOf.get(plan));
      shared.set(plan, pruned);
    }
    return pruned;
  }

  return roots.map((root) => prune(root, undefined).plan);
}

function pruneStage(stage: Piped, needed: Needed, pruned: Pruned, sides: readonly Pruned[]): Pruned {
  const { plan: input } = pruned;
  switch (stage.kind) {
    case 'join':
      return prunedJoin(stage, needed, pruned, sides[0]);
    case 'union':
      return prunedUnion(stage, needed, [pruned, ...sides]);
    case 'graph':
    case 'plugin':
      return whole({ ...stage, input, others: sides.map(({ plan }) => plan) });
    case 'apply':
    case 'partition':
      return whole({ ...stage, input, subquery: sides[0].plan });
    default:
      return prunedInLine(stage, needed, pruned);
  }
}

function whole(plan: Plan): Pruned {
  return { plan, positions: undefined };
}

function picked({ columns }: Schema, indexes: readonly number[]): Schema {
  return { columns: indexes.map((index) => columns[index]) };
}

function positionsOf(kept: readonly number[], schema: Schema): Positions {
  if (kept.length === schema.columns.length) return undefined;
  const positions: (number | undefined)[] = schema.columns.map(() => undefined);
  kept.forEach((index, position) => {
    positions[index] = position;
  });
  return positions;
}

/** The positions of a node's columns whose input columns have gone to `positions` and whose further columns follow them. */
function passedOn({ schema }: Plan, inputWidth: number, positions: Positions, width: number): Positions {
  if (positions === undefined) return undefined;
  return schema.columns.map((_, index) => (index < inputWidth ? positions[index] : width + index - inputWidth));
}

type InLine = Exclude<Piped, { kind: 'join' | 'union' | 'graph' | 'plugin' | 'apply' | 'partition' }>;

/** Nodes that read nothing but their input. */
function prunedInLine(stage: InLine, needed: Needed, { plan: input, positions }: Pruned): Pruned {
  const renumber = renumberer(positions);
  const { schema } = input;
  switch (stage.kind) {
    case 'filter':
      return { plan: { ...stage, input, conjuncts: stage.conjuncts.map(renumber), schema }, positions };
    case 'project': {
      const kept = keptExpressions(stage.expressions, needed);
      const expressions = kept.map((index) => renumber(stage.expressions[index]));
      return {
        plan: { ...stage, input, expressions, schema: picked(stage.schema, kept) },
        positions: positionsOf(kept, stage.schema),
      };
    }
    case 'aggregate': {
      const { kept, calls } = keptAggregates(stage.keys.length, stage.aggregates, needed, stage.schema);
      const aggregates = calls.map((call) => ({ ...call, arguments: call.arguments.map(renumber) }));
      const plan: Plan = { ...stage, input, keys: stage.keys.map(renumber), aggregates, schema: picked(stage.schema, kept) };
      return { plan, positions: positionsOf(kept, stage.schema) };
    }
    case 'sort':
    case 'top':
      return { plan: { ...stage, input, keys: stage.keys.map((key) => renumberedKey(key, renumber)), schema }, positions };
    case 'take':
    case 'sample':
      return { plan: { ...stage, input, schema }, positions };
    case 'window': {
      const { length } = stage.input.schema.columns;
      const calls = stage.calls.map((call) => ({ ...call, arguments: call.arguments.map(renumber) }));
      const columns = [...schema.columns, ...stage.schema.columns.slice(length)];
      return {
        plan: { ...stage, input, calls, schema: { columns } },
        positions: passedOn(stage, length, positions, schema.columns.length),
      };
    }
    case 'expand': {
      const { expansion } = stage;
      const made = new Set([...expansion.items.map(({ output }) => output), expansion.itemIndex ?? -1]);
      const kept = keptColumns(expansion.columns, needed, made);
      const place = positionsOf(kept, stage.schema);
      const at = (index: number): number => (place === undefined ? index : (place[index] as number));
      const kepts = picked(stage.schema, kept);
      const items = expansion.items.map((item) => ({ ...item, expression: renumber(item.expression), output: at(item.output) }));
      return {
        plan: {
          ...stage,
          input,
          expansion: {
            ...expansion,
            schema: kepts,
            columns: kept.map((index) => movedColumn(expansion.columns[index], positions)),
            items,
            itemIndex: expansion.itemIndex === undefined ? undefined : at(expansion.itemIndex),
          },
          schema: kepts,
        },
        positions: place,
      };
    }
    case 'parse': {
      const { kept, place, columns } = keptOfParse(stage, needed, positions);
      const pattern = stage.pattern.map((part) =>
        part.kind === 'column' && place !== undefined ? { ...part, output: place[part.output] as number } : part,
      );
      const expression = renumber(stage.expression);
      return { plan: { ...stage, input, expression, pattern, columns, schema: picked(stage.schema, kept) }, positions: place };
    }
    case 'parse-kv': {
      const { kept, place, columns } = keptOfParse(stage, needed, positions);
      const keys = place === undefined ? stage.keys : stage.keys.map((key) => ({ ...key, output: place[key.output] as number }));
      const expression = renumber(stage.expression);
      return { plan: { ...stage, input, expression, keys, columns, schema: picked(stage.schema, kept) }, positions: place };
    }
    case 'top-nested': {
      const levels = stage.levels.map((level) => ({
        ...level,
        key: renumber(level.key),
        aggregates: level.aggregates.map((call) => ({ ...call, arguments: call.arguments.map(renumber) })),
      }));
      return whole({ ...stage, input, levels });
    }
    case 'series':
    case 'match':
      return whole({ ...stage, input });
  }
}

function renumberedKey(key: SortKey, renumber: (expression: Expression) => Expression): SortKey {
  return { ...key, expression: renumber(key.expression) };
}

function movedColumn(index: number, positions: Positions): number {
  return index < 0 || positions === undefined ? index : (positions[index] as number);
}

/** What nobody reads is not computed; a volatile expression is, so that the others get the same random numbers as before. */
function keptExpressions(expressions: readonly Expression[], needed: Needed): number[] {
  const wanted = needed && new Set(needed);
  return [...expressions.keys()].filter((index) => wanted === undefined || wanted.has(index) || isVolatile(expressions[index]));
}

function keptAggregates(
  keys: number,
  calls: readonly AggregateCall[],
  needed: Needed,
  schema: Schema,
): { readonly kept: readonly number[]; readonly calls: readonly AggregateCall[] } {
  const wanted = needed && new Set(needed);
  const kept = Array.from({ length: keys }, (_, index) => index);
  const keptCalls: AggregateCall[] = [];
  let at = keys;
  for (const call of calls) {
    const outputs = call.outputs.map((_, index) => at + index);
    at += outputs.length;
    if (wanted !== undefined && !outputs.some((index) => wanted.has(index)) && !call.arguments.some(isVolatile)) continue;
    kept.push(...outputs);
    keptCalls.push(call);
  }
  // the number of a sub-query's group comes last
  for (; at < schema.columns.length; at++) kept.push(at);
  return { kept, calls: keptCalls };
}

/** The columns of a node that fills some itself (`made`, and those without an origin) and repeats others of its input. */
function keptColumns(origins: readonly number[], needed: Needed, made: ReadonlySet<number>): number[] {
  const wanted = needed && new Set(needed);
  return [...origins.keys()].filter((index) => wanted === undefined || wanted.has(index) || made.has(index) || origins[index] < 0);
}

function keptOfParse(
  stage: Extract<Plan, { kind: 'parse' | 'parse-kv' }>,
  needed: Needed,
  positions: Positions,
): { readonly kept: readonly number[]; readonly place: Positions; readonly columns: readonly number[] } {
  const kept = keptColumns(stage.columns, needed, new Set());
  return {
    kept,
    place: positionsOf(kept, stage.schema),
    columns: kept.map((index) => movedColumn(stage.columns[index], positions)),
  };
}

function prunedJoin(join: JoinPlan, needed: Needed, left: Pruned, right: Pruned): Pruned {
  const leftWidth = join.schema.columns.length - join.rightColumns.length;
  const wanted = needed && new Set(needed);
  // the left columns come as the left side has them, those of the right side are picked
  const keptLeft = leftWidth === 0 ? [] : join.input.schema.columns.flatMap((_, index) => (isKept(left.positions, index) ? [index] : []));
  const keptRight = join.rightColumns.flatMap((_, place) => (wanted === undefined || wanted.has(leftWidth + place) ? [place] : []));
  const kept = [...keptLeft, ...keptRight.map((place) => leftWidth + place)];
  const toLeft = renumberer(left.positions);
  const toRight = renumberer(right.positions);
  const plan: JoinPlan = {
    ...join,
    input: left.plan,
    right: right.plan,
    leftKeys: join.leftKeys.map(toLeft),
    rightKeys: join.rightKeys.map(toRight),
    rightColumns: keptRight.map((place) => movedColumn(join.rightColumns[place], right.positions)),
    schema: picked(join.schema, kept),
  };
  return { plan, positions: positionsOf(kept, join.schema) };
}

function isKept(positions: Positions, index: number): boolean {
  return positions === undefined || positions[index] !== undefined;
}

function prunedUnion(union: UnionPlan, needed: Needed, legs: readonly Pruned[]): Pruned {
  const leading = union.names === undefined ? 0 : 1;
  const kept = needed ?? union.schema.columns.map((_, index) => index);
  const keepsName = leading === 1 && kept[0] === 0;
  const mapped = kept.filter((index) => index >= leading);
  const [input, ...others] = legs.map(({ plan }) => plan);
  const plan: UnionPlan = {
    ...union,
    input,
    others,
    mappings: legs.map(({ positions }, leg) => mapped.map((index) => movedColumn(union.mappings[leg][index - leading], positions))),
    names: keepsName ? union.names : undefined,
    schema: picked(union.schema, kept),
  };
  return { plan, positions: positionsOf(kept, union.schema) };
}
