import type { Naming } from '../functions/define.ts';
import type { FunctionTable } from '../functions/registry.ts';
import type { Call, Expression } from '../syntax/ast.ts';
import type { RowScope } from './scope.ts';

/**
 * The name that an expression gives to its column, undefined when it has none: a reference keeps its name, a path joins its parts with `_`,
 * a call goes by the naming kind of its function.
 */
export function naturalName(functions: FunctionTable, row: RowScope | undefined, node: Expression): string | undefined {
  switch (node.kind) {
    case 'name':
      return node.text;
    case 'parenthesized':
      return naturalName(functions, row, node.expression);
    case 'named':
      return node.names[0]?.text;
    case 'path': {
      const base = naturalName(functions, row, node.base);
      if (node.member.kind !== 'name') return undefined;
      if (base === '$left' || base === '$right') return node.member.text;
      return base === undefined ? node.member.text : `${base}_${node.member.text}`;
    }
    case 'element': {
      const base = naturalName(functions, row, node.base);
      return base === undefined ? indexText(node.index) || undefined : `${base}_${indexText(node.index)}`;
    }
    case 'call':
      return callName(functions, row, node);
    default:
      return undefined;
  }
}

function callName(functions: FunctionTable, row: RowScope | undefined, node: Call): string | undefined {
  const function_ = node.name.text;
  if (function_ === 'column_ifexists' || function_ === 'columnifexists') {
    const [name] = node.arguments;
    if (name?.kind === 'literal' && typeof name.value === 'string' && row?.names.includes(name.value)) return name.value;
    return undefined;
  }
  const argument = node.arguments[0] && naturalName(functions, row, node.arguments[0]);
  const aggregate = functions.aggregates.get(function_)?.[0];
  // hll_merge() and its like are scalar functions where aggregates cannot stand
  const isAggregate = row?.aggregate !== undefined || !functions.scalars.has(function_);
  if (aggregate !== undefined && isAggregate) {
    if (aggregate.prefix === undefined) return argument;
    const percentile = aggregate.prefix === 'percentile' ? node.arguments.slice(1).find((other) => other.kind === 'literal') : undefined;
    const suffix = percentile?.kind === 'literal' ? `_${String(percentile.value).replace('.', '_')}` : '';
    return `${aggregate.prefix}_${argument ?? ''}${suffix}`;
  }
  const overloads = functions.scalars.get(function_) ?? [];
  // make_datetime(x) is named as x, make_datetime(year, month, day) is not
  const fitting = overloads.find(({ signature: { parameters } }) => parameters.length === node.arguments.length);
  const naming: Naming | undefined = (fitting ?? overloads[0])?.naming;
  if (naming === undefined || naming === 'none') return undefined;
  if (naming === 'argument') return argument;
  if ('fixed' in naming) return naming.fixed;
  return node.arguments.length === 0 ? naming.prefix : `${naming.prefix}_${argument ?? ''}`;
}

/** Only a literal index shows in the name. */
function indexText(index: Expression): string {
  return index.kind === 'literal' && index.value !== null ? String(index.value) : '';
}
