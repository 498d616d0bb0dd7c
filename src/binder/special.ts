import type { ScalarType } from '../data/types.ts';
import { fail } from '../errors.ts';
import { hostFunctions } from '../functions/scalar/host.ts';
import { constant, type Expression } from '../plan/expression.ts';
import type { Call, Expression as Node } from '../syntax/ast.ts';
import { bindBinary } from './binary.ts';
import { bindCall, constantText, unify } from './calls.ts';
import { callByName, callResolved, callScalar, convert, isPending, siteOf } from './coercion.ts';
import type { BindContext } from './context.ts';
import { bindExpression, bindPredicate } from './expressions.ts';
import { outside } from './outside.ts';
import { pending, type Scope } from './scope.ts';
import { bindTabular } from './tabular.ts';
import { isUnknown } from './unknown.ts';

type SpecialForm = (context: BindContext, scope: Scope, node: Call) => Expression;

/** Functions of the host: how they are bound is fetched when a query first names one. */
const hostForms: Readonly<Record<string, SpecialForm>> = Object.fromEntries(
  hostFunctions.map(({ name }) => [name, (context, scope, node) => outside().hostForms[name](context, scope, node)]),
);

/**
 * Functions whose call means something that only the binder knows: the clock, the columns of the row, which argument gives the type. Their
 * signatures and docs stand in the registry like all others.
 */
export const specialForms: Readonly<Record<string, SpecialForm>> = Object.assign(Object.create(null) as Record<string, SpecialForm>, {
  now: bindNow,
  ago: bindAgo,
  case: bindCase,
  column_ifexists: bindColumnIfExists,
  columnifexists: bindColumnIfExists,
  pack_all: bindPackAll,
  bag_pack_columns: bindBagPackColumns,
  pack_array: bindPackArray,
  column_names_of: bindColumnNamesOf,
  iscolumnexists: bindIsColumnExists,
  assert: bindAssert,
  bin_auto: bindBinAuto,
  estimate_data_size: bindEstimateDataSize,
  __cast: bindCast,
  __invoke: bindInvoke,
  ...hostForms,
} satisfies Record<string, SpecialForm>);

/** now(), now(offset): the clock is read once a query. */
function bindNow(context: BindContext, scope: Scope, node: Call): Expression {
  const now = constant('datetime', context.now, node.span);
  if (node.arguments.length === 0) return now;
  const offset = bindArgument(context, scope, node, 0, 1);
  return bindBinary(context.functions, '+', now, requireTimespan(offset, 'now'), node.span);
}

function bindAgo(context: BindContext, scope: Scope, node: Call): Expression {
  const span = bindArgument(context, scope, node, 0, 1);
  return bindBinary(context.functions, '-', constant('datetime', context.now, node.span), requireTimespan(span, 'ago'), node.span);
}

function requireTimespan(expression: Expression, name: string): Expression {
  if (expression.type !== 'timespan' && !isUnknown(expression)) {
    fail('semantic', `${name}() takes a timespan, not ${expression.type}`, expression.span, 'write a timespan such as 1d or 2h');
  }
  return expression;
}

function bindArgument(context: BindContext, scope: Scope, node: Call, index: number, count: number): Expression {
  if (node.arguments.length !== count) fail('semantic', `${node.name.text}() takes ${count} argument${count === 1 ? '' : 's'}`, node.span);
  return bindExpression(context, scope, node.arguments[index]);
}

/** case(predicate, then, …, else): the values are brought to one type. */
function bindCase(context: BindContext, scope: Scope, node: Call): Expression {
  const { arguments: nodes, span } = node;
  if (nodes.length < 3 || nodes.length % 2 === 0) {
    fail('semantic', 'case() takes pairs of a predicate and a value, and a last value for when none is true', span);
  }
  const bound = nodes.map((argument) => bindExpression(context, scope, argument));
  const isPredicate = (i: number) => i % 2 === 0 && i < bound.length - 1;
  bound.forEach((argument, i) => {
    if (isPredicate(i) && argument.type !== 'bool' && !isUnknown(argument)) {
      fail('semantic', `case() takes a bool as its predicate, not ${argument.type}`, argument.span);
    }
  });
  const values = unify(
    context,
    'case',
    bound.filter((_, i) => !isPredicate(i)),
    span,
  );
  let next = 0;
  const args = bound.map((argument, i) => (isPredicate(i) ? argument : values[next++]));
  const [definition] = context.functions.scalars.get('case') ?? [];
  if (args.some(isUnknown)) return pending(values[0].type, span);
  return callResolved(definition, args, siteOf(args), span);
}

/** column_ifexists(name, default): decided by the columns that are there, before any row is read. */
function bindColumnIfExists(context: BindContext, scope: Scope, node: Call): Expression {
  if (node.arguments.length !== 2) fail('semantic', `${node.name.text}() takes a column's name and a default`, node.span);
  const name = bindExpression(context, scope, node.arguments[0]);
  if (name.kind !== 'constant' || name.type !== 'string')
    fail('semantic', `${node.name.text}() needs the column's name as a constant string`, node.arguments[0].span);
  const column = scope.row?.column(name.value as string, node.span);
  if (column !== undefined) return column;
  const otherwise = bindExpression(context, scope, node.arguments[1]);
  return scope.row?.open ? pending(otherwise.type, node.span) : otherwise;
}

function bindPackAll(context: BindContext, scope: Scope, node: Call): Expression {
  const columns = scope.row?.star(node.span);
  if (columns === undefined) fail('semantic', 'pack_all() needs a row', node.span);
  const ignore = node.arguments.length > 0 ? bindArgument(context, scope, node, 0, 1) : constant('bool', false, node.span);
  if (ignore.kind !== 'constant') fail('semantic', 'pack_all() takes a constant', ignore.span);
  if (scope.row?.open) return pending('dynamic', node.span);
  const pairs = columns.flatMap(({ name, expression }) => [constant('string', name, node.span), expression]);
  return callByName(context.functions, ignore.value === true ? 'pack non-empty' : 'bag_pack', pairs, node.span);
}

/** bag_pack_columns(a, b): a bag of these columns under their names. */
function bindBagPackColumns(context: BindContext, scope: Scope, node: Call): Expression {
  const pairs = node.arguments.flatMap((argument) => {
    if (argument.kind !== 'name') fail('semantic', 'bag_pack_columns() takes columns', argument.span);
    return [constant('string', argument.text, argument.span) as Expression, bindExpression(context, scope, argument)];
  });
  if (pairs.some(isUnknown)) return pending('dynamic', node.span);
  return callByName(context.functions, 'bag_pack', pairs, node.span);
}

function bindPackArray(context: BindContext, scope: Scope, node: Call): Expression {
  const args = node.arguments.flatMap((argument: Node) =>
    argument.kind === 'star'
      ? (scope.row?.star(argument.span) ?? []).map(({ expression }) => expression)
      : [bindExpression(context, scope, argument)],
  );
  if (args.some(isUnknown)) return pending('dynamic', node.span);
  const definitions = context.functions.scalars.get('pack_array') ?? [];
  return callScalar(context.functions, definitions, args, node.span);
}

/** column_names_of(table): the names of its columns, also of those that cannot be named where it stands. */
function bindColumnNamesOf(context: BindContext, scope: Scope, node: Call): Expression {
  if (node.arguments.length !== 1) fail('semantic', 'column_names_of() takes a table', node.span);
  const { schema, open } = bindTabular(context, scope.environment, node.arguments[0]);
  if (open) return pending('dynamic', node.span);
  const names = schema.columns.map(({ name }) => name);
  return constant('dynamic', names, node.span);
}

/** iscolumnexists(name): by the columns that are there, before any row is read. */
function bindIsColumnExists(context: BindContext, scope: Scope, node: Call): Expression {
  if (node.arguments.length !== 1) fail('semantic', "iscolumnexists() takes a column's name", node.span);
  const name = constantText(context, scope, node.arguments[0], 'the name that iscolumnexists() takes');
  const exists = scope.row?.column(name, node.span) !== undefined;
  return !exists && scope.row?.open ? pending('bool', node.span) : constant('bool', exists, node.span);
}

/** assert(condition, message): the condition is decided while binding. Manual page assert-function. */
function bindAssert(context: BindContext, scope: Scope, node: Call): Expression {
  if (node.arguments.length !== 2) fail('semantic', 'assert() takes a condition and a message', node.span);
  const condition = bindPredicate(context, scope, node.arguments[0]);
  const message = constantText(context, scope, node.arguments[1], 'the message of assert()');
  if (isUnknown(condition) || isPending(condition)) return pending('bool', node.span);
  if (condition.kind !== 'constant')
    fail('semantic', 'the condition of assert() must be a constant', condition.span, 'it cannot hang on the values of a row');
  if (condition.value === null)
    fail('unsupported', 'assert() of a null condition is not supported', condition.span, 'compare with isnull()');
  if (condition.value === false) fail('semantic', `assert() has failed with message: '${message}'`, node.span);
  return condition;
}

/** bin_auto(value): bin_at() with the size and the fixed point of the options, bin() without a fixed point. Manual page bin-auto-function. */
function bindBinAuto(context: BindContext, scope: Scope, node: Call): Expression {
  const value = bindArgument(context, scope, node, 0, 1);
  const { binSize, binAt } = context.options;
  if (binSize === undefined)
    fail('semantic', 'bin_auto() needs a size of the bins', node.span, 'write set query_bin_auto_size = 1h; first');
  if (isUnknown(value)) return pending(value.type, node.span);
  if (binAt === undefined) return callByName(context.functions, 'bin', [value, binSize], node.span);
  return callByName(context.functions, 'bin_at', [value, binSize, binAt], node.span);
}

/** estimate_data_size(a, b), estimate_data_size(*): `*` is all columns of the row. */
function bindEstimateDataSize(context: BindContext, scope: Scope, node: Call): Expression {
  const columns = node.arguments.flatMap((argument): Expression[] => {
    if (argument.kind === 'star') return (scope.row?.star(argument.span) ?? []).map(({ expression }) => expression);
    if (argument.kind !== 'name') fail('semantic', 'estimate_data_size() takes columns', argument.span, 'extend a column before it');
    return [bindExpression(context, scope, argument)];
  });
  const isAll = node.arguments.some(({ kind }) => kind === 'star');
  if (columns.some(isUnknown) || (isAll && scope.row?.open)) return pending('long', node.span);
  return callScalar(context.functions, context.functions.scalars.get('estimate_data_size') ?? [], columns, node.span);
}

/** __cast(typeof(type), value). */
function bindCast(context: BindContext, scope: Scope, node: Call): Expression {
  const type = bindTypeArgument(context, scope, node, 0);
  return convert(context.functions, bindArgument(context, scope, node, 1, 2), type, node.span);
}

/** __invoke('name', typeof(type), …): a scalar function by its name. */
function bindInvoke(context: BindContext, scope: Scope, node: Call): Expression {
  const [first, second, ...more] = node.arguments;
  if (second === undefined) fail('semantic', '__invoke() takes the name of a function and the type of its result', node.span);
  const name = constantText(context, scope, first, 'the name that __invoke() takes');
  const type = bindTypeArgument(context, scope, node, 1);
  if (!context.functions.scalars.has(name) && context.functions.fetcherOf(name) === undefined)
    fail('unsupported', `__invoke() of \`${name}\` is not supported: it takes a built-in scalar function`, first.span);
  const result = bindCall(context, scope, { ...node, name: { ...node.name, text: name, span: first.span }, arguments: more });
  if (result.type !== type && !isUnknown(result))
    fail('unsupported', `__invoke() of ${name}() as ${type} is not supported: it gives ${result.type}`, second.span);
  return result;
}

function bindTypeArgument(context: BindContext, scope: Scope, node: Call, index: number): ScalarType {
  const argument = node.arguments[index];
  const type = argument?.kind === 'typeof' ? bindExpression(context, scope, argument) : undefined;
  if (type?.kind !== 'constant')
    return fail('semantic', `${node.name.text}() takes a type`, (argument ?? node).span, 'write one as in typeof(long)');
  return type.value as ScalarType;
}
