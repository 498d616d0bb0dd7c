import { column } from './expression.ts';
import type { AggregatePlan, ApplyPlan, Expansion, ParseKvPlan, ParsePlan, Plan, SortKey, WindowPlan } from './plan.ts';

/**
 * A sub-query that runs over the rows of many groups at once, in place of one run a group. Its outer rows carry the number of their group
 * (0, 1, 2 …, in order) as their last column, and so do its results, again in the order of the groups: filters and projections pass it along,
 * an aggregate takes it among its keys, a sort puts it first, take, top and window functions begin anew with every group. undefined when some
 * operator has no such form.
 */
export function perGroup(subquery: Plan): Plan | undefined {
  const pipe: Exclude<Plan, { kind: 'outer' }>[] = [];
  let at: Plan = subquery;
  while (at.kind !== 'outer') {
    pipe.push(at);
    if (!('input' in at) || at.kind === 'shared') return undefined;
    at = at.input;
  }
  let grouped: Plan = { ...at, schema: withGroup(at) };
  for (const stage of pipe.reverse()) {
    const next: Plan | undefined = groupedStage(stage, grouped);
    if (next === undefined) return undefined;
    grouped = next;
  }
  return grouped;
}

const groupColumn = { name: 'group', type: 'long' } as const;

function withGroup({ schema }: { readonly schema: Plan['schema'] }): Plan['schema'] {
  return { columns: [...schema.columns, groupColumn] };
}

/** One operator over an input whose last column is the group; its own last column is the group again. */
function groupedStage(plan: Plan, input: Plan): Plan | undefined {
  const group = input.schema.columns.length - 1;
  switch (plan.kind) {
    case 'filter':
      return { ...plan, input, schema: input.schema };
    case 'project':
      return { ...plan, input, expressions: [...plan.expressions, column('long', group, plan.span)], schema: withGroup(plan) };
    case 'aggregate':
      return groupedAggregate(plan, input, group);
    case 'sort':
      return { ...plan, input, keys: [byGroup(group, plan.span), ...plan.keys], schema: input.schema };
    case 'top': {
      const { keys, span, count } = plan;
      const sorted: Plan = { kind: 'sort', input, keys: [byGroup(group, span), ...keys], schema: input.schema, span };
      return { kind: 'take', input: sorted, count, group, schema: input.schema, span };
    }
    case 'take':
      return plan.group === undefined && !plan.last ? { ...plan, input, group, schema: input.schema } : undefined;
    case 'window':
      return plan.group === undefined ? groupedWindow(plan, input, group) : undefined;
    case 'expand':
      return { ...plan, input, expansion: repeatGroup(plan.expansion, group), schema: withGroup(plan) };
    case 'apply':
      return groupedApply(plan, input, group);
    case 'match':
      return plan.group === undefined ? { ...plan, input, group, schema: withGroup(plan) } : undefined;
    case 'parse':
    case 'parse-kv':
      return repeatGroupIn(plan, input, group);
    default:
      return undefined;
  }
}

function byGroup(group: number, span: Plan['span']): SortKey {
  return { expression: column('long', group, span), descending: false, nullsFirst: true };
}

/** With keys the group becomes the last of them, which puts it before the aggregates: a projection moves it to the end. */
function groupedAggregate(plan: AggregatePlan, input: Plan, group: number): Plan | undefined {
  if (plan.group !== undefined) return undefined;
  if (plan.keys.length === 0) return { ...plan, input, group, schema: withGroup(plan) };
  const { columns } = plan.schema;
  const keys = plan.keys.length;
  const schema = { columns: [...columns.slice(0, keys), groupColumn, ...columns.slice(keys)] };
  const aggregated: Plan = { ...plan, input, keys: [...plan.keys, column('long', group, plan.span)], schema };
  return moveToEnd(aggregated, keys);
}

/** The results of window functions come behind the group. */
function groupedWindow(plan: WindowPlan, input: Plan, group: number): Plan {
  const schema = { columns: [...input.schema.columns, ...plan.schema.columns.slice(group)] };
  return moveToEnd({ ...plan, input, group, schema }, group);
}

function moveToEnd(input: Plan, index: number): Plan {
  const { columns } = input.schema;
  const order = [...columns.keys()].filter((position) => position !== index);
  order.push(index);
  return {
    kind: 'project',
    input,
    expressions: order.map((position) => column(columns[position].type, position, input.span)),
    schema: { columns: order.map((position) => columns[position]) },
    span: input.span,
  };
}

function repeatGroup(expansion: Expansion, group: number): Expansion {
  return { ...expansion, schema: withGroup(expansion), columns: [...expansion.columns, group] };
}

function repeatGroupIn(plan: ParsePlan | ParseKvPlan, input: Plan, group: number): Plan {
  return { ...plan, input, columns: [...plan.columns, group], schema: withGroup(plan) };
}

/** A sub-query in the sub-query works on each row by itself, whatever its group: the row's other columns come back with its results anyway. */
function groupedApply(plan: ApplyPlan, input: Plan, group: number): Plan | undefined {
  if (perGroup(plan.subquery) === undefined) return undefined;
  return { ...plan, input, outputs: [...plan.outputs, { side: 'input', index: group }], schema: withGroup(plan) };
}
