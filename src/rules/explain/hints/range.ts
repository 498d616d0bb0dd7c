import { convertCell } from '../../../data/convert.ts';
import type { CallExpression, Expression } from '../../../plan/expression.ts';
import { call, type FilterCase, found, repaired, rows } from './repair.ts';
import type { Candidate } from './scene.ts';

/** between with the larger bound first holds for nothing. */
export function rangeHints(at: FilterCase): Candidate[] {
  return at.filter.conjuncts.flatMap((conjunct, k) => {
    const [lower, upper] = conjunct.kind === 'logical' && conjunct.operator === 'and' ? conjunct.operands : [];
    if (!isComparison(lower, '>=') || !isComparison(upper, '<=')) return [];
    const [low, high] = [lower.arguments[1], upper.arguments[1]];
    if (low.kind !== 'constant' || high.kind !== 'constant' || low.value === null || high.value === null) return [];
    if (!(low.value > high.value)) return [];
    const shown = (bound: typeof low): string => convertCell(bound.value, bound.type, 'string') as string;
    const swapped: Expression = {
      ...(conjunct as Extract<Expression, { kind: 'logical' }>),
      operands: [call('>=', lower.arguments[0], high), call('<=', upper.arguments[0], low)],
    };
    const text = (matches: string): string =>
      `the bounds of between are swapped: the lower one comes first, between (${shown(high)} .. ${shown(low)})${matches}`;
    const atom = { conjunct: k, expression: conjunct, negated: false };
    const candidates = repaired(at, atom, 'range', swapped, (gain) => text(` (${rows(found(gain), 'would match')})`));
    const span = at.filter.spanOf(k);
    return candidates.length > 0 ? candidates : [{ trap: 'range' as const, message: text(''), stage: at.scene.stage, span, rows: 0 }];
  });
}

function isComparison(expression: Expression | undefined, name: string): expression is CallExpression {
  return expression?.kind === 'call' && expression.function.name === name;
}
