import type { Expression } from '../../plan/expression.ts';
import type { FilterPlan } from '../../plan/plan.ts';

const known = new WeakMap<FilterPlan, readonly Expression[]>();

/** The conjuncts of a filter as they were written: `between` is two comparisons to the engine, but one thing to its author. */
export function conjunctsOf(plan: FilterPlan): readonly Expression[] {
  let written = known.get(plan);
  if (written === undefined) {
    written = merged(plan.conjuncts);
    known.set(plan, written);
  }
  return written;
}

function merged(conjuncts: readonly Expression[]): Expression[] {
  const written: Expression[] = [];
  for (const conjunct of conjuncts) {
    const last = written[written.length - 1];
    if (last === undefined || last.span.start !== conjunct.span.start || last.span.end !== conjunct.span.end) {
      written.push(conjunct);
      continue;
    }
    const operands = last.kind === 'logical' && last.operator === 'and' ? [...last.operands, conjunct] : [last, conjunct];
    written[written.length - 1] = { kind: 'logical', type: 'bool', operator: 'and', operands, span: conjunct.span };
  }
  return written;
}
