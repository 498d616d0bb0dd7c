import { textOfCell } from '../data/convert.ts';
import type { Schema } from '../data/schema.ts';
import { describeExpression, describeList, describeLogical } from './describe-expression.ts';
import type { Expression } from './expression.ts';
import type { AggregateCall, JoinPlan, Plan, ScanPlan, SortKey } from './plan.ts';

/** So many columns are named, the rest counted. */
const mostColumns = 10;

/** One node of a plan in a line, without what it reads. `sharedNumber` numbers the parts that several read. */
export function describeStage(plan: Plan, sharedNumber: number | undefined): string {
  switch (plan.kind) {
    case 'scan':
      return describeScan(plan);
    case 'values':
      return `values ${rowsText(plan.table.rowCount)}`;
    case 'known':
      return `known ${rowsText(plan.table.rowCount)}`;
    case 'range': {
      const [{ name, type }] = plan.schema.columns;
      const [from, to, step] = [plan.from, plan.to, plan.step].map((cell) => textOfCell(type, cell));
      return `range ${name} from ${from} to ${to} step ${step}`;
    }
    case 'shared':
      return `shared ${sharedNumber}`;
    case 'outer':
      return 'outer rows';
    case 'filter':
      return `filter ${describeLogical('and', plan.conjuncts, plan.input.schema)}`;
    case 'project':
      return `project ${describeList(projected(plan.expressions, plan.schema, plan.input.schema), mostColumns)}`;
    case 'aggregate': {
      const calls = aggregates(plan.aggregates, plan.schema.columns.slice(plan.keys.length), plan.input.schema);
      const keys = projected(plan.keys, plan.schema, plan.input.schema);
      return ['aggregate', ...(calls === '' ? [] : [calls]), ...(keys.length === 0 ? [] : [`by ${describeList(keys)}`])].join(' ');
    }
    case 'join':
      return describeJoin(plan);
    case 'union':
      return `union of ${plan.others.length + 1}`;
    case 'sort':
      return `sort by ${sortKeys(plan.keys, plan.input.schema)}`;
    case 'top':
      return `top ${plan.count} by ${sortKeys(plan.keys, plan.input.schema)}`;
    case 'take':
      return `${plan.last ? 'take last' : 'take'} ${plan.count}`;
    case 'sample':
      return `sample ${plan.count}`;
    case 'top-nested':
      return `top-nested ${describeList(plan.levels.map(({ count, key }) => `${count ?? 'all'} of ${describeExpression(key, plan.input.schema)}`))}`;
    case 'partition':
      return `partition by ${describeExpression(plan.key, plan.input.schema)}`;
    case 'expand':
    case 'apply':
      return `mv-${plan.kind} ${describeList(plan.expansion.items.map(({ expression }) => describeExpression(expression, plan.input.schema)))}`;
    case 'parse':
    case 'parse-kv':
      return `${plan.kind} ${describeExpression(plan.expression, plan.input.schema)}`;
    case 'window':
      return `window ${describeList(
        plan.calls.map(
          (call) =>
            `${call.function.name}(${call.arguments.flatMap((each) => (each ? [describeExpression(each, plan.input.schema)] : [])).join(', ')})`,
        ),
      )}`;
    case 'graph':
      return `graph ${plan.output.kind}`;
    case 'plugin':
      return `evaluate ${plan.plugin}`;
    case 'match':
      return `scan of ${plan.steps.length} steps`;
    case 'series':
      return 'series';
  }
}

function describeScan({ name, source, columns, schema }: ScanPlan): string {
  const names = describeList(
    schema.columns.map((column) => column.name),
    mostColumns,
  );
  const of =
    columns === undefined ? `all ${source.schema.columns.length} columns` : `${columns.length} of ${source.schema.columns.length} columns`;
  return `scan ${name}: ${of}${columns === undefined || columns.length === 0 ? '' : `: ${names}`}`;
}

function describeJoin({ join, leftKeys, rightKeys, input, right }: JoinPlan): string {
  const keys = leftKeys.map((key, index) => {
    const left = describeExpression(key, input.schema);
    const other = describeExpression(rightKeys[index], right.schema);
    return left === other ? left : `${left} == ${other}`;
  });
  return `join ${join} on ${keys.join(', ')}`;
}

/** Columns as `project` would say them. */
function projected(list: readonly Expression[], schema: Schema, input: Schema): string[] {
  return list.map((expression, index) => {
    const { name } = schema.columns[index];
    const text = describeExpression(expression, input);
    return text === name ? name : `${name} = ${text}`;
  });
}

function aggregates(calls: readonly AggregateCall[], columns: Schema['columns'], schema: Schema): string {
  let at = 0;
  const texts = calls.map((call) => {
    const { name } = columns[at] ?? { name: '' };
    at += call.outputs.length;
    const args = describeList(call.arguments.map((argument) => describeExpression(argument, schema)));
    return `${call.outputs.length === 1 ? `${name} = ` : ''}${call.function.name}(${args})`;
  });
  return describeList(texts);
}

function sortKeys(keys: readonly SortKey[], schema: Schema): string {
  return keys
    .map(({ expression, descending, nullsFirst }) => {
      const order = descending ? 'desc' : 'asc';
      const nulls = nullsFirst === descending ? ` nulls ${nullsFirst ? 'first' : 'last'}` : '';
      return `${describeExpression(expression, schema)} ${order}${nulls}`;
    })
    .join(', ');
}

function rowsText(count: number): string {
  return `${count} row${count === 1 ? '' : 's'}`;
}
