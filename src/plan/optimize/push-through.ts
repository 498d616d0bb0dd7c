import { missingCell } from '../../data/builder.ts';
import type { ScalarType } from '../../data/types.ts';
import { constant, type Expression } from '../expression.ts';
import type { JoinKind, JoinPlan, Plan, UnionPlan } from '../plan.ts';
import { inputsOf } from '../walk.ts';
import { foldConstants } from './fold.ts';
import type { Conjunct } from './push-filters.ts';
import { substituteColumns } from './renumber.ts';
import type { Piped } from './rewrite.ts';
import { cheapCost, columnsIn, costOf, isVolatilePlan, isVolatileStage } from './traits.ts';

/** Where the conjuncts that stand over a node go. */
export interface Pushed {
  /** They stay over it. */
  readonly above: readonly Conjunct[];
  /** They go to its input, and read the input's columns. */
  readonly below: readonly Conjunct[];
  /** What stands beside the input, with the conjuncts that go there. */
  readonly sides: readonly { readonly plan: Plan; readonly conjuncts: readonly Conjunct[] }[];
}

/** What a column of a node is in terms of its input; undefined where a filter of it must stay above. */
type Origin = (index: number) => Expression | number | undefined;

/** Moves conjuncts through one node. */
export function pushedThrough(stage: Piped, conjuncts: readonly Conjunct[]): Pushed {
  if (conjuncts.length > 0 && !isVolatileStage(stage)) {
    if (stage.kind === 'join') return pushedThroughJoin(stage, conjuncts);
    if (stage.kind === 'union') return pushedThroughUnion(stage, conjuncts);
    const origin = originOf(stage);
    if (origin !== undefined) {
      const { moved, left } = parted(conjuncts, (conjunct) => movedBy(conjunct, origin));
      return { above: left, below: moved, sides: sidesOf(stage) };
    }
  }
  return { above: conjuncts, below: [], sides: sidesOf(stage) };
}

function sidesOf(stage: Piped): Pushed['sides'] {
  return inputsOf(stage)
    .slice(1)
    .map((plan) => ({ plan, conjuncts: [] }));
}

function originOf(stage: Piped): Origin | undefined {
  switch (stage.kind) {
    case 'sort':
      return (index) => index;
    case 'project': {
      const { expressions } = stage;
      return (index) => {
        const expression = expressions[index];
        return expression.kind === 'column' ? expression.index : expression.kind === 'constant' ? expression : undefined;
      };
    }
    case 'aggregate': {
      const { keys } = stage;
      // without keys there is a row even where no row is left
      if (stage.group !== undefined || keys.length === 0) return undefined;
      return (index) => {
        const key = keys[index];
        return key?.kind === 'column' && hasOneForm(key.type) ? key.index : undefined;
      };
    }
    case 'expand': {
      const { columns } = stage.expansion;
      return (index) => (columns[index] >= 0 ? columns[index] : undefined);
    }
    case 'parse':
    case 'parse-kv': {
      const { columns } = stage;
      return (index) => (columns[index] >= 0 ? columns[index] : undefined);
    }
    case 'apply': {
      if (isVolatilePlan(stage.subquery)) return undefined;
      const { outputs } = stage;
      return (index) => (outputs[index].side === 'input' ? outputs[index].index : undefined);
    }
    default:
      return undefined;
  }
}

/** Whether equal values of a type cannot be told apart: 0 and -0, 1.0 and 1.00 can. */
function hasOneForm(type: ScalarType): boolean {
  return type !== 'real' && type !== 'decimal' && type !== 'dynamic';
}

interface Parted {
  readonly moved: readonly Conjunct[];
  readonly left: readonly Conjunct[];
}

function parted(conjuncts: readonly Conjunct[], move: (conjunct: Conjunct) => Conjunct | undefined): Parted {
  const moved: Conjunct[] = [];
  const left: Conjunct[] = [];
  for (const conjunct of conjuncts) {
    const result = move(conjunct);
    if (result === undefined) left.push(conjunct);
    else moved.push(result);
  }
  return { moved, left };
}

function movedBy(conjunct: Conjunct, origin: Origin): Conjunct | undefined {
  const origins = conjunct.columns.map(origin);
  if (origins.includes(undefined)) return undefined;
  if (origins.every((from, i) => from === conjunct.columns[i])) return conjunct;
  const byColumn = new Map(conjunct.columns.map((index, i) => [index, origins[i] as Expression | number]));
  const expression = foldConstants(substituteColumns(conjunct.expression, (index) => byColumn.get(index) as Expression | number));
  return { expression, columns: columnsIn(expression), span: conjunct.span };
}

/** The sides whose rows a kind drops where they find no partner, so that dropping them before makes no difference. */
const filtered: Readonly<Record<JoinKind, { readonly left: boolean; readonly right: boolean }>> = {
  inner: { left: true, right: true },
  // of the left rows with one key it takes the first: see below
  innerunique: { left: true, right: true },
  leftouter: { left: true, right: false },
  rightouter: { left: false, right: true },
  fullouter: { left: false, right: false },
  leftsemi: { left: true, right: false },
  leftanti: { left: true, right: false },
  rightsemi: { left: false, right: true },
  rightanti: { left: false, right: true },
};

function pushedThroughJoin(join: JoinPlan, conjuncts: readonly Conjunct[]): Pushed {
  const leftWidth = join.schema.columns.length - join.rightColumns.length;
  const sides = filtered[join.join];
  const keyColumns = new Set(join.leftKeys.flatMap((key) => (key.kind === 'column' && hasOneForm(key.type) ? [key.index] : [])));
  const toLeft: Conjunct[] = [];
  const toRight: Conjunct[] = [];
  const above: Conjunct[] = [];
  for (const conjunct of conjuncts) {
    // what is dear is tested for what the join leaves
    const { columns } = conjunct;
    const place = columns.length === 0 || costOf(conjunct.expression) > cheapCost ? 'above' : sideOf(columns, leftWidth);
    // whether the first row of a key passes must not hang on anything but the key
    const isKept = join.join !== 'innerunique' || columns.every((index) => keyColumns.has(index));
    const right = place === 'right' && sides.right ? movedBy(conjunct, (index) => join.rightColumns[index - leftWidth]) : undefined;
    if (place === 'left' && sides.left && isKept) toLeft.push(conjunct);
    else if (right !== undefined) toRight.push(right);
    else above.push(conjunct);
  }
  return { above, below: toLeft, sides: [{ plan: join.right, conjuncts: toRight }] };
}

function sideOf(columns: readonly number[], leftWidth: number): 'left' | 'right' | 'above' {
  if (columns.every((index) => index < leftWidth)) return 'left';
  return columns.every((index) => index >= leftWidth) ? 'right' : 'above';
}

/** A leg tests what it has; a column that it lacks is missing in all of its rows. */
function pushedThroughUnion(union: UnionPlan, conjuncts: readonly Conjunct[]): Pushed {
  const leading = union.names === undefined ? 0 : 1;
  const ofLeg = (leg: number): Conjunct[] =>
    conjuncts.map((conjunct) => {
      const origin: Origin = (index) => {
        const { span } = union;
        if (index < leading) return constant('string', union.names?.[leg] ?? '', span);
        const from = union.mappings[leg][index - leading];
        const { type } = union.schema.columns[index];
        return from >= 0 ? from : constant(type, missingCell(type), span);
      };
      return movedBy(conjunct, origin) as Conjunct;
    });
  return { above: [], below: ofLeg(0), sides: union.others.map((plan, leg) => ({ plan, conjuncts: ofLeg(leg + 1) })) };
}
