import { type CallExpression, childrenOf, collectColumns, type Expression, isVolatile } from '../expression.ts';
import type { Plan } from '../plan.ts';
import { plansIn } from '../walk.ts';

/**
 * Whether an expression may be evaluated for rows for which the query as written does not evaluate it: it gives the same each time and cannot
 * end the query, whatever the row holds. A function that is not known to be so is not.
 */
export function isMovable(expression: Expression): boolean {
  if (expression.kind === 'column') return expression.index >= 0;
  if (expression.kind === 'part') return false;
  if (expression.kind === 'call' && !neverFailing.has(expression.function.name) && !isRegexTest(expression)) return false;
  return childrenOf(expression).every(isMovable);
}

/** A pattern that is written in the query has been looked at when it was bound. */
function isRegexTest({ function: { name }, arguments: args }: CallExpression): boolean {
  return name === 'matches regex' && args[1].kind === 'constant';
}

// none of these is volatile, refuses a long beyond 2^53 or has a limit on the size of what it makes
const neverFailing: ReadonlySet<string> = new Set([
  ...['+', '-', '*', '/', '%', 'unary -', '==', '!=', '<', '<=', '>', '>=', '=~', '!~'],
  ...['has', 'has_cs', 'hasprefix', 'hasprefix_cs', 'hassuffix', 'hassuffix_cs', 'contains', 'contains_cs'].flatMap((name) => [
    name,
    `!${name}`,
  ]),
  ...['startswith', 'startswith_cs', 'endswith', 'endswith_cs', 'in', 'in~'].flatMap((name) => [name, `!${name}`]),
  ...['has_any', 'has_all', 'not', 'isnull', 'isnotnull', 'notnull', 'isempty', 'isnotempty', 'notempty', 'isnan', 'isfinite', 'isinf'],
  ...['tostring', 'tolong', 'toint', 'todouble', 'toreal', 'tobool', 'toboolean', 'todatetime', 'totimespan', 'totime', 'toguid'],
  ...['tolower', 'toupper', 'strlen', 'property', 'element', 'dynamic as long', 'dynamic as real', 'dynamic as bool'],
  ...['dynamic as datetime', 'dynamic as timespan', 'startofday', 'startofweek', 'startofmonth', 'startofyear', 'coalesce'],
]);

/** Whether the rows of a plan may be others each time it runs: it holds a volatile function or takes rows at random. */
export function isVolatilePlan(plan: Plan): boolean {
  for (const each of plansIn(plan)) if (each.kind === 'sample' || isVolatileStage(each)) return true;
  return false;
}

/** Whether a node by itself, without its inputs, evaluates something volatile. */
export function isVolatileStage(plan: Plan): boolean {
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'range':
    case 'known':
    case 'shared':
    case 'outer':
    case 'union':
    case 'take':
    case 'sample':
    case 'series':
      return false;
    case 'filter':
      return plan.conjuncts.some(isVolatile);
    case 'project':
      return plan.expressions.some(isVolatile);
    case 'aggregate':
      return plan.keys.some(isVolatile) || plan.aggregates.some((call) => call.arguments.some(isVolatile));
    case 'join':
      return plan.leftKeys.some(isVolatile) || plan.rightKeys.some(isVolatile);
    case 'sort':
    case 'top':
      return plan.keys.some(({ expression }) => isVolatile(expression));
    case 'expand':
      return plan.expansion.items.some(({ expression }) => isVolatile(expression));
    case 'parse':
    case 'parse-kv':
      return isVolatile(plan.expression);
    default:
      return holdsVolatileCall(plan);
  }
}

/** Looks through all that a node holds beside its inputs, whatever its form. */
function holdsVolatileCall(plan: Plan): boolean {
  const { input: _, others: __, subquery: ___, schema: ____, ...own } = plan as Plan & Record<string, unknown>;
  const seen = new Set<object>();
  const open: unknown[] = [own];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    const { kind, function: definition } = value as { kind?: unknown; function?: { readonly volatile?: unknown } };
    if (kind === 'call' && definition?.volatile === true) return true;
    for (const item of value instanceof Map ? value.values() : Object.values(value)) open.push(item);
  }
  return false;
}

/** About what it costs to test a predicate for a row, beside a comparison of numbers; what leaves most rows in counts for more. */
export function costOf(expression: Expression): number {
  switch (expression.kind) {
    case 'constant':
      return 0;
    case 'column':
      return 1;
    case 'logical':
      return sum(expression.operands.map(costOf));
    case 'part':
      return 20 + costOf(expression.call);
    case 'call': {
      const { name } = expression.function;
      const own = ownCosts.get(name) ?? 12;
      return (
        own +
        sum(expression.arguments.map((argument) => (argument.kind === 'column' ? (argumentCosts[argument.type] ?? 1) : costOf(argument))))
      );
    }
  }
}

/** A filter that costs more than this is not moved below what may leave it fewer rows. */
export const cheapCost = 12;

/**
 * Classes rather than measures: tests of one class stay in the order in which they are written, because whoever wrote them may know which of
 * them leaves fewer rows. First what numbers and times decide, then equal texts, parts of texts, and what mostly holds.
 */
const ownCosts: ReadonlyMap<string, number> = new Map([
  ...ofEach(['==', '<', '<=', '>', '>=', '=~', 'in', 'in~', 'isnull', 'isempty'], 0),
  ...ofEach(['has', 'has_cs', 'hasprefix', 'hassuffix', 'contains', 'contains_cs', 'startswith', 'startswith_cs'], 3),
  ...ofEach(['endswith', 'endswith_cs', 'has_any', 'has_all', 'not'], 3),
  ...ofEach(['!=', '!~', '!in', '!in~', 'isnotnull', 'isnotempty', '!has', '!has_cs', '!contains', '!contains_cs'], 6),
  ...ofEach(['!startswith', '!startswith_cs', '!endswith', '!endswith_cs', 'tostring', 'tolower', 'toupper'], 6),
]);

function ofEach(names: readonly string[], cost: number): [string, number][] {
  return names.map((name) => [name, cost]);
}

/** What it takes to read an argument and to compare it: a dynamic value may have to be parsed first. */
const argumentCosts: Readonly<Record<string, number>> = {
  bool: 1,
  int: 1,
  long: 1,
  datetime: 1,
  timespan: 1,
  real: 1,
  string: 2,
  guid: 2,
  decimal: 12,
  dynamic: 20,
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The positions of the columns that an expression reads. */
export function columnsIn(expression: Expression): number[] {
  const columns = new Set<number>();
  collectColumns(expression, columns);
  return [...columns];
}
