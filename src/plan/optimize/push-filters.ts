import type { Span } from '../../errors.ts';
import type { Expression } from '../expression.ts';
import type { FilterPlan, Plan } from '../plan.ts';
import { pushedThrough } from './push-through.ts';
import { isPiped, type Piped, withInput } from './rewrite.ts';
import { columnsIn, isMovable, isVolatileStage } from './traits.ts';

/** A part of a predicate on its way to the sources. `span` is the place of the filter that it comes from. */
export interface Conjunct {
  readonly expression: Expression;
  readonly columns: readonly number[];
  readonly span: Span;
}

/** So many conjuncts are on their way at a time, so that the work grows with the length of a pipe and not with its square. */
const mostPending = 64;

/**
 * Filters move towards the sources, each conjunct by itself and as far as the rows that come out in the end, and their order, stay the same:
 * never past what is volatile, what counts or numbers rows (take, top, sample, window functions), or to a side whose rows an outer join keeps.
 * What could end the query stays where it is.
 */
export function pushFilters(roots: readonly Plan[]): readonly Plan[] {
  const shared = new Map<Plan, Plan>();

  /** The plan with these conjuncts somewhere within it. */
  function push(root: Plan, from: readonly Conjunct[]): Plan {
    // what the pipe becomes, from its end to its source
    const steps: ((input: Plan) => Plan)[] = [];
    let pending = from;
    const deposit = (conjuncts: readonly Conjunct[]): void => {
      if (conjuncts.length > 0) steps.push((input) => filterOf(input, conjuncts));
    };
    let at = root;
    while (isPiped(at)) {
      const stage: Piped = at;
      if (stage.kind === 'filter' && !isVolatileStage(stage)) {
        const movable = stage.conjuncts.filter(isMovable);
        const fixed = stage.conjuncts.filter((conjunct) => !isMovable(conjunct));
        if (fixed.length > 0) steps.push((input) => ({ ...stage, conjuncts: fixed, input, schema: input.schema }));
        const own = movable.map((expression) => ({ expression, columns: columnsIn(expression), span: stage.span }));
        // those nearer to the source come first
        if (own.length + pending.length <= mostPending) pending = [...own, ...pending];
        else {
          deposit(pending);
          pending = own;
        }
      } else {
        const { above, sides, below } = pushedThrough(stage, pending);
        deposit(above);
        const others = sides.map(({ plan, conjuncts }) => push(plan, conjuncts));
        steps.push((input) => overOthers(withInput(stage, input), others));
        pending = below;
      }
      at = stage.input;
    }
    deposit(pending);
    let result: Plan = at.kind === 'shared' ? { ...at, input: pushShared(at.input) } : at;
    for (const step of steps.reverse()) result = step(result);
    return result;
  }

  function pushShared(plan: Plan): Plan {
    let pushed = shared.get(plan);
    if (pushed === undefined) {
      pushed = push(plan, []);
      shared.set(plan, pushed);
    }
    return pushed;
  }

  return roots.map((root) => push(root, []));
}

function filterOf(input: Plan, conjuncts: readonly Conjunct[]): FilterPlan {
  const [{ span }] = conjuncts;
  return { kind: 'filter', input, conjuncts: conjuncts.map(({ expression }) => expression), schema: input.schema, span };
}

/** A stage with what stands beside its input replaced. */
function overOthers(stage: Piped, others: readonly Plan[]): Plan {
  switch (stage.kind) {
    case 'join':
      return { ...stage, right: others[0] };
    case 'union':
    case 'graph':
    case 'plugin':
      return { ...stage, others };
    case 'apply':
    case 'partition':
      return { ...stage, subquery: others[0] };
    default:
      return stage;
  }
}
