import { callByName } from '../binder/coercion.ts';
import { bindRows } from '../binder/columns.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { pending } from '../binder/scope.ts';
import { isUnknown } from '../binder/unknown.ts';
import { Unready } from '../data/pending.ts';
import { columnIndex } from '../data/schema.ts';
import { fail } from '../errors.ts';
import { column, type Expression } from '../plan/expression.ts';
import type { ProjectPlan } from '../plan/plan.ts';
import { requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

/** Counts what sketches have in common; no call can name it. */
const intersection = 'hll intersection';

/**
 * dcount_intersect(hll_1, …, hll_n): to each row the columns s0, s1 …: the distinct count of the first set, of what it has in common with the
 * second, with the second and the third, and so on. Manual page dcount-intersect-plugin.
 */
export const dcountIntersect: Plugin = {
  name: 'dcount_intersect',
  doc: 'Counts what sets have in common, from their sketches.',
  bind(context, environment, given, node): Relation {
    const input = requireInput(given, node);
    const { arguments: args } = node.call;
    if (args.length < 2 || args.length > 16) fail('semantic', 'dcount_intersect takes 2 to 16 sketches of hll()', node.call.span);
    const fetch = context.functions.fetcherOf(intersection);
    if (fetch !== undefined) throw new Unready(fetch);
    const rows = bindRows(context, environment, input);
    const sketches = args.map((argument): Expression => {
      const sketch = bindExpression(context, rows.scope, argument);
      if (sketch.type !== 'dynamic' && !isUnknown(sketch))
        fail('semantic', `dcount_intersect takes sketches of hll(), not ${sketch.type}`, argument.span);
      return sketch;
    });
    const counts = sketches.map((_, index) => ({ name: `s${index}`, type: 'long' as const }));
    const taken = counts.find(({ name }) => columnIndex(input.schema, name) >= 0);
    if (taken !== undefined)
      fail('unsupported', `the table has a column ${taken.name} already`, node.call.span, 'rename the column before');
    const { columns } = input.schema;
    const plan: ProjectPlan = {
      kind: 'project',
      input: rows.plan,
      expressions: [
        ...columns.map(({ type }, index) => column(type, index, node.span)),
        ...counts.map((_, index) => {
          const first = sketches.slice(0, index + 1);
          return first.some(isUnknown) ? pending('long', node.span) : callByName(context.functions, intersection, first, node.span);
        }),
      ],
      schema: { columns: [...columns, ...counts] },
      span: node.span,
    };
    return relationOf(plan, input);
  },
};
