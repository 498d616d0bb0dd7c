import { AggregateBinding } from '../binder/aggregates.ts';
import { relationOf } from '../binder/relation.ts';
import { fail } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

/** estimate_rows_count(): how many rows there are. Kusto estimates it from its own statistics; here it is exact. */
export const estimateRowsCount: Plugin = {
  name: 'estimate_rows_count',
  doc: 'How many rows there are, exactly.',
  bind(context, environment, given, node) {
    const input = requireInput(given, node);
    const { span, call } = node;
    if (call.arguments.length > 0) fail('semantic', 'estimate_rows_count takes no arguments', call.arguments[0].span);
    const binding = new AggregateBinding(context, environment, input, []);
    binding.item({ kind: 'call', span, name: { kind: 'name', span, text: 'count', bracketed: false }, arguments: [] });
    const schema = { columns: [{ name: 'EstimatedRowsCount', type: 'long' as const }] };
    const plan: Plan = { kind: 'aggregate', input: input.plan, keys: [], aggregates: binding.calls, schema, span };
    return relationOf(plan);
  },
};
