import type { Expression, LogicalExpression } from '../../../plan/expression.ts';
import { constantOf } from './filter-scene.ts';
import { call, type FilterCase, found, operand, repaired, rows } from './repair.ts';
import type { Candidate } from './scene.ts';

/** `and` binds closer than `or`; and a value is never two things at once. */
export function andOrHints(at: FilterCase): Candidate[] {
  return [...regrouped(at), ...twoValues(at)];
}

/** `a or b and c` read as `(a or b) and c`, where nobody wrote brackets. */
function regrouped(at: FilterCase): Candidate[] {
  return at.filter.conjuncts.flatMap((conjunct, k) =>
    alternatives(conjunct, at.scene.text).flatMap((instead) =>
      repaired(
        at,
        { conjunct: k, expression: conjunct, negated: false },
        'and-or',
        instead,
        (gain) =>
          `\`and\` binds closer than \`or\`: with brackets around the \`or\` ${rows(found(gain), 'would match')}; write the brackets that are meant`,
      ).slice(0, 1),
    ),
  );
}

/** The same predicate with one `or` inside it bracketed otherwise. */
function alternatives(expression: Expression, text: string): Expression[] {
  if (expression.kind === 'call')
    return expression.function.name === 'not'
      ? alternatives(expression.arguments[0], text).map((inside) => ({ ...expression, arguments: [inside] }))
      : [];
  if (expression.kind !== 'logical') return [];
  const own = expression.operator === 'or' ? widened(expression, text) : [];
  const inner = expression.operands.flatMap((operand, k) =>
    alternatives(operand, text).map((inside) => ({
      ...expression,
      operands: expression.operands.map((other, at) => (at === k ? inside : other)),
    })),
  );
  return [...own, ...inner];
}

function widened(expression: LogicalExpression, text: string): Expression[] {
  return expression.operands.flatMap((operand, k) => {
    if (operand.kind !== 'logical' || /\(\s*$/.test(text.slice(0, operand.span.start))) return [];
    const forms: Expression[] = [];
    const [first, ...rest] = operand.operands;
    const [before, after] = [expression.operands.slice(0, k), expression.operands.slice(k + 1)];
    if (before.length > 0) forms.push(logical('and', [logical('or', [...before, first], expression), ...rest], expression));
    if (after.length > 0)
      forms.push(
        logical(
          'and',
          [...operand.operands.slice(0, -1), logical('or', [operand.operands.at(-1) as Expression, ...after], expression)],
          expression,
        ),
      );
    return forms;
  });
}

function logical(operator: 'and' | 'or', operands: Expression[], { span }: Expression): LogicalExpression {
  return { kind: 'logical', type: 'bool', operator, operands, span };
}

/** `a == 1 and a == 2`. */
function twoValues(at: FilterCase): Candidate[] {
  const equalities = at.filter.calls.filter(
    ({ expression, negated }) => !negated && expression.function.name === '==' && constantOf(expression) !== undefined,
  );
  return equalities.flatMap((atom, k) => {
    const same = equalities
      .slice(k + 1)
      .filter((other) => other.conjunct !== atom.conjunct && reads(other.expression.arguments[0], atom.expression.arguments[0]));
    const others = same.filter((other) => constantOf(other.expression)?.value !== constantOf(atom.expression)?.value);
    if (others.length === 0) return [];
    const all = [atom, ...others];
    const value = atom.expression.arguments[0];
    const isOne = call('in', value, ...all.map(({ expression }) => expression.arguments[1]));
    const conjuncts = new Set(all.map(({ conjunct }) => conjunct));
    const rest = at.filter.conjuncts.filter((_, index) => !conjuncts.has(index));
    const test: Expression = rest.length === 0 ? isOne : logical('and', [isOne, ...rest], value);
    const count = at.filter.segments.reduce(
      (sum, segment) => sum + at.filter.truthOf(test, segment).filter((state) => state === 1).length,
      0,
    );
    if (count === 0) return [];
    const list = all.map(({ expression }) => at.scene.reports.excerpt(expression.arguments[1].span)).join(', ');
    const name = operand(at, atom);
    const message = `${name} cannot be two values at once: \`and\` stands where \`or\` is meant; write \`${name} in (${list})\` (${rows(count, 'would match')})`;
    return [{ trap: 'and-or', message, stage: at.scene.stage, span: at.filter.spanOf(others[0].conjunct), rows: count }];
  });
}

function reads(a: Expression, b: Expression): boolean {
  return a.kind === 'column' && b.kind === 'column' && a.index === b.index;
}
