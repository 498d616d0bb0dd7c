import type { ScalarType } from '../data/types.ts';
import { fail } from '../errors.ts';
import { isCallError, type Output } from '../functions/define.ts';
import { column, type Expression } from '../plan/expression.ts';
import type { AggregateCall } from '../plan/plan.ts';
import type { Call, Expression as Node } from '../syntax/ast.ts';
import { resolveOverload } from './coercion.ts';
import { bindItem, type Item } from './columns.ts';
import type { BindContext, Environment } from './context.ts';
import { bindExpression } from './expressions.ts';
import { naturalName } from './names.ts';
import type { Relation } from './relation.ts';
import { pending, type RowScope, rowScopeOf, type Scope } from './scope.ts';
import { unknownType } from './unknown.ts';

/** The keys of summarize, make-series and their like: scalar expressions of the row, not dynamic. */
export function bindKeys(context: BindContext, environment: Environment, input: Relation, nodes: readonly Node[]): Item[] {
  const scope: Scope = { environment, row: rowScopeOf(input) };
  return nodes.flatMap((node) => {
    const items = bindItem(context, scope, node);
    for (const { expression, span } of items) refuseDynamicKey(expression.type, span, 'group by');
    // a let gives no name to a key
    const isLet = node.kind === 'name' && !input.open && scope.row?.column(node.text, node.span) === undefined;
    return isLet ? items.map((item) => ({ ...item, name: undefined })) : items;
  });
}

export function refuseDynamicKey(type: ScalarType, span: Node['span'], what: string): void {
  if (type === 'dynamic')
    fail('semantic', `it is not possible to ${what} a dynamic value`, span, 'convert it, for example with tostring()');
}

/** Collects the aggregate calls of one operator; what it gives for a call is its column behind the keys. */
export class AggregateBinding {
  readonly calls: AggregateCall[] = [];
  /** Whether a `*` stood for columns that are not all known. */
  isOpen = false;
  private readonly context: BindContext;
  private readonly input: Relation;
  private readonly keys: readonly Item[];
  /** Where aggregates may stand. */
  private readonly outer: Scope;
  /** Where their arguments stand. */
  private readonly inner: Scope;
  private outputs = 0;

  constructor(context: BindContext, environment: Environment, input: Relation, keys: readonly Item[]) {
    this.context = context;
    this.input = input;
    this.keys = keys;
    const columns = rowScopeOf(input);
    this.inner = { environment, row: columns };
    const row: RowScope = {
      open: input.open,
      hint: input.hint,
      names: columns.names,
      star: columns.star,
      column(name, span) {
        if (columns.column(name, span) === undefined) return undefined;
        return fail(
          'semantic',
          `the column \`${name}\` stands outside an aggregate`,
          span,
          'put it into `by`, or take one of its values with take_any()',
        );
      },
      aggregate: (call) => this.add(call).columns[0] ?? pending(unknownType, call.span),
    };
    this.outer = { environment, row };
  }

  /** The columns of one aggregate item, named as the operator's rules say. */
  item(node: Node): Item[] {
    const value = unwrap(node.kind === 'named' ? node.value : node);
    if (value.kind === 'call' && this.isAggregate(value)) {
      const { columns, outputs } = this.add(value);
      const names = node.kind === 'named' ? node.names : [];
      if (names.length > outputs.length && !this.isOpen)
        fail('semantic', `there are ${outputs.length} values for ${names.length} names`, names[outputs.length].span);
      return columns.map((expression, i) => ({
        name: names[i]?.text ?? outputs[i].name,
        explicit: i < names.length,
        expression,
        span: names[i]?.span ?? node.span,
      }));
    }
    const before = this.calls.length;
    const items = bindItem(this.context, this.outer, node);
    if (this.calls.length === before && !this.input.open && items.some(({ expression }) => expression.kind !== 'constant')) {
      fail('semantic', 'there is no aggregate in this expression', node.span);
    }
    return items;
  }

  private isAggregate(call: Call): boolean {
    return this.context.functions.aggregates.has(call.name.text);
  }

  private add(call: Call): { columns: Expression[]; outputs: readonly Output[] } {
    const { functions } = this.context;
    const nodes = this.argumentNodes(call);
    // `*` stands for no column where every one is a key
    const isAllKeys = nodes.length === 0 && call.arguments.some(({ kind }) => kind === 'star');
    if (isAllKeys || (nodes.length === 0 && this.isOpen)) return { columns: [], outputs: [] };
    const args = nodes.map(({ node, star }) => star ?? bindExpression(this.context, this.inner, node));
    const resolved = resolveOverload(functions, functions.aggregates.get(call.name.text) ?? [], args, call.span);
    const { definition, site } = resolved;
    if (definition.star !== undefined && call.arguments.length <= definition.star)
      fail('semantic', `${call.name.text}() takes what it is to give too`, call.span, `write ${call.name.text}(…, *)`);
    if (!args.some((argument) => argument.type === unknownType)) {
      const created = definition.create(site);
      if (isCallError(created)) {
        fail(
          created.unsupported ? 'unsupported' : 'semantic',
          created.error,
          created.argument === undefined ? call.span : args[created.argument].span,
        );
      }
    }
    const outputs = definition.outputs(
      site,
      nodes.map(({ name }) => name),
    );
    const first = this.keys.length + this.outputs;
    this.outputs += outputs.length;
    const types = outputs.map((output) => output.type);
    this.calls.push({ function: definition, site, arguments: resolved.arguments, outputs: types, span: call.span });
    return { columns: types.map((type, i) => column(type, first + i, call.span)), outputs };
  }

  /** The arguments with every `*` in its columns: all but those that are keys or stand before it. What stands behind it again is left out. */
  private argumentNodes(call: Call): { node: Node; name: string | undefined; star?: Expression }[] {
    const { functions } = this.context;
    const allowed = functions.aggregates.get(call.name.text)?.[0].star;
    const listed = new Set<number>();
    for (const { expression } of this.keys) if (expression.kind === 'column') listed.add(expression.index);
    const starred = new Set<number>();
    return call.arguments.flatMap((argument, position): { node: Node; name: string | undefined; star?: Expression }[] => {
      if (argument.kind !== 'star') {
        // arg_max(t = Time, *): the name is that of the result
        const isNamed = argument.kind === 'named' && argument.names.length === 1;
        const value = isNamed ? argument.value : argument;
        const column = value.kind === 'name' ? this.inner.row?.column(value.text, value.span) : undefined;
        if (column?.kind === 'column') {
          if (starred.has(column.index)) return [];
          listed.add(column.index);
        }
        return [{ node: value, name: isNamed ? argument.names[0].text : naturalName(functions, this.inner.row, argument) }];
      }
      if (this.input.open) this.isOpen = true;
      if (allowed === undefined || position < allowed) fail('semantic', `\`*\` cannot stand here in ${call.name.text}()`, argument.span);
      const columns = (this.inner.row?.star(call.span) ?? []).filter(
        ({ expression }) => expression.kind !== 'column' || !listed.has(expression.index),
      );
      for (const { expression } of columns) {
        if (expression.kind !== 'column') continue;
        listed.add(expression.index);
        starred.add(expression.index);
      }
      return columns.map(({ name, expression }) => ({ node: argument, name, star: expression }));
    });
  }
}

function unwrap(node: Node): Node {
  return node.kind === 'parenthesized' ? unwrap(node.expression) : node;
}
