import { formatDatetimeJson } from '../../data/datetime.ts';
import type { DataTable, Expression, FunctionDeclaration, JsonValue, Literal, Query, Statement } from '../../syntax/ast.ts';
import { printExpression } from '../../syntax/print-expressions.ts';
import { printLiteral } from '../../syntax/print-literals.ts';

/** What the names of a place stand for: those of lets, and of what a function is given, of which nothing is known. */
export interface Names {
  readonly parent: Names | undefined;
  readonly bindings: ReadonlyMap<string, Binding>;
}

export type Binding =
  | { readonly kind: 'value'; readonly value: Expression; readonly names: Names }
  | { readonly kind: 'function'; readonly function: FunctionDeclaration; readonly names: Names }
  | { readonly kind: 'given'; readonly type: string };

/** The names of a query, and of each function that it declares by the names of the lets around it, joined with dots. */
export interface NamesOfQuery {
  readonly top: Names;
  readonly byLet: ReadonlyMap<string, Names>;
}

export function namesOf(query: Query): NamesOfQuery {
  const byLet = new Map<string, Names>();
  return { top: namesOfStatements(query.statements, undefined, [], byLet), byLet };
}

/** The names that a stage sees. */
export function namesOfStage({ top, byLet }: NamesOfQuery, lets: readonly string[]): Names {
  for (let length = lets.length; length > 0; length--) {
    const names = byLet.get(lets.slice(0, length).join('.'));
    if (names !== undefined) return names;
  }
  return top;
}

function namesOfStatements(
  statements: readonly Statement[],
  parent: Names | undefined,
  lets: readonly string[],
  byLet: Map<string, Names>,
  given: ReadonlyMap<string, Binding> = new Map(),
): Names {
  const bindings = new Map(given);
  const names: Names = { parent, bindings };
  for (const statement of statements) {
    if (statement.kind === 'query-parameters')
      for (const { name, type } of statement.parameters)
        bindings.set(name.text, { kind: 'given', type: type.kind === 'type' ? type.text : 'table' });
    if (statement.kind !== 'let') continue;
    const { name, value } = statement;
    if (value.kind !== 'function') bindings.set(name.text, { kind: 'value', value, names });
    else {
      bindings.set(name.text, { kind: 'function', function: value, names });
      const path = [...lets, name.text];
      const parameters = new Map(
        value.parameters.map((each): [string, Binding] => [
          each.name.text,
          { kind: 'given', type: each.type.kind === 'type' ? each.type.text : 'table' },
        ]),
      );
      byLet.set(path.join('.'), namesOfStatements(value.body.statements, names, path, byLet, parameters));
    }
  }
  return names;
}

export function lookUp(names: Names, name: string): Binding | undefined {
  for (let at: Names | undefined = names; at !== undefined; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

export function withoutParentheses(expression: Expression): Expression {
  let at = expression;
  while (at.kind === 'parenthesized') at = at.expression;
  return at;
}

/** Lets may name lets, so that a few lines could stand for billions of values and for endless texts. */
const limits = { values: 20_000, textLength: 200, depth: 200 } as const;

/**
 * What a let stands for, found once for each: by a walk that may meet the let itself again, which then stands for nothing, as one that names
 * itself does not for anything in KQL.
 */
export function onceForEachLet<Result>(find: (value: Expression, names: Names) => Result | undefined): typeof find {
  const known = new WeakMap<Expression, Result | undefined>();
  let depth = 0;
  return (value, names) => {
    if (!known.has(value)) {
      known.set(value, undefined);
      depth++;
      if (depth <= limits.depth) known.set(value, find(value, names));
      depth--;
    }
    return known.get(value);
  };
}

/** The single constants that an expression stands for: a literal, the items of a list, the first column of a datatable; undefined for others. */
export function constantsOf(expression: Expression, names: Names): Literal[] | undefined {
  const node = withoutParentheses(expression);
  switch (node.kind) {
    case 'literal':
      return [node];
    case 'dynamic':
      return constantsOfJson(node.value);
    case 'unary':
      return negated(constantsOf(node.operand, names), node.operator);
    case 'name': {
      const binding = lookUp(names, node.text);
      return binding?.kind === 'value' ? constantsOfLet(binding.value, binding.names) : undefined;
    }
    case 'materialize':
      return constantsOf(node.expression, names);
    case 'datatable':
      return firstColumn(node, names);
    case 'call': {
      if (!listCalls.has(node.name.text)) return undefined;
      return joined(node.arguments.map((argument) => constantsOf(argument, names)));
    }
    default:
      return undefined;
  }
}

const constantsOfLet = onceForEachLet(constantsOf);

function joined(lists: readonly (Literal[] | undefined)[]): Literal[] | undefined {
  let count = 0;
  for (const list of lists) count += list?.length ?? Number.POSITIVE_INFINITY;
  return count > limits.values ? undefined : (lists as Literal[][]).flat();
}

/** Functions that only put their arguments into a list, or leave the text as it is. */
const listCalls: ReadonlySet<string> = new Set(['pack_array', 'todynamic', 'tostring', 'toscalar']);

function constantsOfJson(value: JsonValue): Literal[] | undefined {
  if (value.kind === 'literal') return [value];
  if (value.kind !== 'json-array') return undefined;
  return joined(value.items.map(constantsOfJson));
}

function negated(literals: Literal[] | undefined, operator: '+' | '-'): Literal[] | undefined {
  if (operator === '+' || literals === undefined) return literals;
  return literals.map((literal) => ({
    ...literal,
    value: typeof literal.value === 'bigint' || typeof literal.value === 'number' ? -literal.value : literal.value,
  }));
}

function firstColumn({ schema, values }: DataTable, names: Names): Literal[] | undefined {
  const width = schema.columns.length;
  if (width === 0) return undefined;
  return joined(values.filter((_, index) => index % width === 0).map((value) => constantsOf(value, names)));
}

/** A constant as a person reads it: a text without quotes; what is a secret stays one. */
export function textOfConstant(literal: Literal): string {
  const { type, value, obfuscated } = literal;
  if (obfuscated) return '***';
  if (value === null) return 'null';
  if (type === 'string') return value as string;
  if (type === 'datetime') return formatDatetimeJson(value as bigint);
  return type === 'timespan' || type === 'real' ? printLiteral(literal).replace(/^\w+\((.*)\)$/, '$1') : String(value);
}

/** An expression on one line, names of constants replaced by these unless that would make it long. */
export function textOf(expression: Expression, names: Names): string {
  const node = withoutParentheses(expression);
  switch (node.kind) {
    case 'name': {
      const binding = lookUp(names, node.text);
      return (binding?.kind === 'value' && isShort(binding.value) && textOfLet(binding.value, binding.names)) || printed(node);
    }
    case 'call':
      return `${node.name.text}(${node.arguments.map((argument) => textOf(argument, names)).join(', ')})`;
    case 'binary':
      return `${textOf(node.left, names)} ${node.operator} ${textOf(node.right, names)}`;
    default:
      return printed(node);
  }
}

const textOfLet = onceForEachLet((value, names): string | undefined => {
  const text = textOf(value, names);
  return text.length > limits.textLength ? undefined : text;
});

function printed(node: Expression): string {
  return oneLine(printExpression(hideSecrets(node)));
}

/** What a let stands for is written in its place where it is an expression of a line, not where it is a table. */
function isShort(value: Expression): boolean {
  const node = withoutParentheses(value);
  return ['literal', 'call', 'binary', 'unary', 'name'].includes(node.kind);
}

function hideSecrets(node: Expression): Expression {
  return node.kind === 'literal' && node.obfuscated ? { ...node, value: '***' } : node;
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
