import { bindBinary } from '../binder/binary.ts';
import { callByName, convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression, bindPredicate, logical } from '../binder/expressions.ts';
import type { Relation } from '../binder/relation.ts';
import { pending, type RowScope, rowScopeOf, type Scope } from '../binder/scope.ts';
import { missingCell } from '../data/builder.ts';
import { columnIndex } from '../data/schema.ts';
import { fail, type Span } from '../errors.ts';
import { constant, type Expression } from '../plan/expression.ts';
import type { Binary, BinaryOperator, Expression as Node } from '../syntax/ast.ts';

/** A predicate of search or find over one of their tables. */
export interface SearchPredicate {
  readonly expression: Expression;
  /** The columns that it names, in order, whichever table has them. */
  readonly columns: readonly string[];
  /** Whether this table has any of them. */
  readonly hasColumn: boolean;
  /** It looks into all columns. */
  readonly everywhere: boolean;
}

/**
 * Binds a predicate of search and find: where a predicate may stand, a text by itself is looked for in all columns, `column:"text"` in one,
 * and `*` is true; all else is as in `where`. A column that only another of the tables has is null here.
 */
export function bindSearchPredicate(
  context: BindContext,
  environment: Environment,
  table: Relation,
  tables: readonly Relation[],
  node: Node,
  caseSensitive: boolean,
): SearchPredicate {
  const columns = new Set<string>();
  let hasColumn = false;
  let everywhere = false;
  const own = rowScopeOf(table);
  const row: RowScope = {
    open: tables.some((each) => each.open),
    hint: own.hint,
    names: [...new Set(tables.flatMap((each) => rowScopeOf(each).names))],
    column(name, span) {
      const found = own.column(name, span);
      const column = found ?? columnElsewhere(tables, name, span);
      if (column !== undefined) columns.add(name);
      hasColumn ||= found !== undefined;
      return column;
    },
    star(span) {
      everywhere = true;
      return own.star(span);
    },
  };
  const scope: Scope = { environment, row };
  const expression = bindPart(context, scope, node, caseSensitive);
  return { expression, columns: [...columns], hasColumn, everywhere };
}

/** The missing value of a column that another table has. */
function columnElsewhere(tables: readonly Relation[], name: string, span: Span): Expression | undefined {
  for (const { schema, hidden } of tables) {
    const index = columnIndex(schema, name);
    if (index < 0 || hidden?.has(name)) continue;
    const { type } = schema.columns[index];
    return constant(type, missingCell(type), span);
  }
  return undefined;
}

function bindPart(context: BindContext, scope: Scope, node: Node, caseSensitive: boolean): Expression {
  const { functions } = context;
  switch (node.kind) {
    case 'parenthesized':
      return bindPart(context, scope, node.expression, caseSensitive);
    case 'star':
      scope.row?.star(node.span);
      return constant('bool', true, node.span);
    case 'logical': {
      const operands = node.operands.map((operand) => bindOperand(context, scope, operand, caseSensitive));
      return logical(node.operator, operands, node.span);
    }
    case 'call':
      if (node.name.text === 'not' && node.arguments.length === 1) {
        return callByName(functions, 'not', [bindPart(context, scope, node.arguments[0], caseSensitive)], node.span);
      }
      break;
    case 'literal':
      if (node.type === 'string') return anyColumnHas(context, scope, node.value as string, caseSensitive, node.span);
      break;
    case 'binary':
      if (node.operator === ':') return columnHas(context, scope, node, caseSensitive);
      if (caseSensitive && Object.hasOwn(sensitiveForms, node.operator)) {
        return bindPredicate(context, scope, { ...node, operator: sensitiveForms[node.operator] as BinaryOperator });
      }
      break;
  }
  return bindPredicate(context, scope, node);
}

/** Kusto takes a number beside and/or, and finds nothing by it. */
function bindOperand(context: BindContext, scope: Scope, node: Node, caseSensitive: boolean): Expression {
  const isNumber =
    node.kind === 'literal' && (node.type === 'long' || node.type === 'int' || node.type === 'real' || node.type === 'decimal');
  if (!isNumber) return bindPart(context, scope, node, caseSensitive);
  context.warnings.push(`search finds nothing by the bare number ${node.value}: write it as a text`);
  return constant('bool', false, node.span);
}

const sensitiveForms: Readonly<Record<string, string>> = Object.fromEntries(
  ['has', 'hasprefix', 'hassuffix', 'contains', 'startswith', 'endswith'].flatMap((name) => [
    [name, `${name}_cs`],
    [`!${name}`, `!${name}_cs`],
  ]),
);

function anyColumnHas(context: BindContext, scope: Scope, text: string, caseSensitive: boolean, span: Span): Expression {
  const columns = scope.row?.star(span) ?? [];
  if (scope.row?.open) return pending('bool', span);
  const tests = columns.map(({ expression }) => testTerm(context, expression, text, caseSensitive, span));
  return tests.length === 0 ? constant('bool', false, span) : logical('or', tests, span);
}

function columnHas(context: BindContext, scope: Scope, node: Binary, caseSensitive: boolean): Expression {
  const operand = bindExpression(context, scope, node.left);
  const term = bindExpression(context, { environment: scope.environment, row: undefined }, node.right);
  if (term.kind !== 'constant' || term.type !== 'string') return fail('semantic', '`:` takes a text on its right', node.right.span);
  if (operand.type !== 'string' && operand.type !== 'dynamic' && scope.row?.open !== true)
    return fail('semantic', `\`:\` looks into text, not ${operand.type}`, node.left.span);
  return testTerm(context, operand, term.value as string, caseSensitive, node.span);
}

/** A term, or with `*` at its ends a prefix, suffix or any part of one; with `*` inside a pattern. */
function testTerm(context: BindContext, operand: Expression, text: string, caseSensitive: boolean, span: Span): Expression {
  const opens = text.startsWith('*');
  const closes = text.length > 1 && text.endsWith('*');
  const inner = text.slice(opens ? 1 : 0, closes ? -1 : undefined);
  const value = convert(context.functions, operand, 'string');
  const test = (operator: string, right: string): Expression =>
    bindBinary(context.functions, operator as BinaryOperator, value, constant('string', right, span), span);
  if (inner.includes('*')) {
    const parts = inner.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    const pattern = `${opens ? '' : '\\b'}${parts.join('.*')}${closes ? '' : '\\b'}`;
    return test('matches regex', caseSensitive ? pattern : `(?i)${pattern}`);
  }
  const operator = opens && closes ? 'contains' : opens ? 'hassuffix' : closes ? 'hasprefix' : 'has';
  return test(caseSensitive ? `${operator}_cs` : operator, inner);
}
