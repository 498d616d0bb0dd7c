import { freeName } from '../data/schema.ts';
import { fail, type Span } from '../errors.ts';
import { resultType } from '../functions/define.ts';
import { column, type Expression, type PartExpression } from '../plan/expression.ts';
import type { Plan, WindowCall } from '../plan/plan.ts';
import type { Call, Expression as Node } from '../syntax/ast.ts';
import { isTypeItself, resolveOverload } from './coercion.ts';
import type { BindContext, Environment } from './context.ts';
import { bindExpression } from './expressions.ts';
import { naturalName } from './names.ts';
import type { Relation } from './relation.ts';
import { type RowScope, rowScopeOf, type Scope } from './scope.ts';

/** One column that an operator makes. `explicit`: it was named, or is a column itself; a second explicit one of the same name is an error. */
export interface Item {
  readonly name: string | undefined;
  readonly explicit: boolean;
  readonly expression: Expression;
  readonly span: Span;
}

/** Expressions over the rows of a relation. Window functions in them grow the plan below: `plan` is what the expressions then read. */
export interface RowBinding {
  readonly scope: Scope;
  readonly plan: Plan;
}

export function bindRows(context: BindContext, environment: Environment, input: Relation): RowBinding {
  const columns = rowScopeOf(input);
  let { plan } = input;
  const row: RowScope = {
    open: columns.open,
    hint: columns.hint,
    hides: columns.hides,
    hidden: columns.hidden,
    names: columns.names,
    column: columns.column,
    star: columns.star,
    window(call) {
      const window = bindWindow(context, input, scope, call);
      // its arguments may have lifted windows of their own: only now is it known what the plan below is
      plan = windowPlan(plan, window);
      return column(window.type, plan.schema.columns.length - 1, call.span);
    },
  };
  const scope: Scope = { environment, row };
  return {
    scope,
    get plan() {
      return plan;
    },
  };
}

function bindWindow(context: BindContext, input: Relation, scope: Scope, call: Call): WindowCall {
  const name = call.name.text;
  if (!input.serialized) {
    fail('semantic', `${name}() needs rows in a fixed order`, call.span, 'put `sort by …` or `serialize` before this line');
  }
  const args = call.arguments.map((argument) => bindExpression(context, scope, argument));
  const {
    definition,
    site,
    arguments: bound,
  } = resolveOverload(context.functions, context.functions.windows.get(name) ?? [], args, call.span);
  const problem = definition.check?.(site);
  if (problem !== undefined) {
    fail(problem.unsupported ? 'unsupported' : 'semantic', problem.error, args[problem.argument ?? 0]?.span ?? call.span);
  }
  return { function: definition, site, arguments: bound, type: resultType(definition.signature, site), span: call.span };
}

/** Puts a window function over a plan; its result is the last column. */
function windowPlan(input: Plan, call: WindowCall): Plan {
  const { columns } = input.schema;
  const name = freeName(`${call.function.name}()`, { has: (candidate) => columns.some((existing) => existing.name === candidate) });
  return { kind: 'window', input, calls: [call], schema: { columns: [...columns, { name, type: call.type }] }, span: call.span };
}

/** The columns that one item of extend, project, serialize, print or distinct makes: several for a call that gives several. */
export function bindItem(context: BindContext, scope: Scope, node: Node): Item[] {
  if (node.kind !== 'named') {
    const expression = bindValue(context, scope, node);
    if (expression.kind === 'part' && isCall(node)) return partItems(context, scope, expression, node);
    return [{ name: naturalName(context.functions, scope.row, node), explicit: isReference(node), expression, span: node.span }];
  }
  const expression = bindValue(context, scope, node.value);
  if (expression.kind === 'part' && isCall(node.value)) {
    const parts = partItems(context, scope, expression, node.value);
    if (!node.tuple) return [{ ...parts[0], name: node.names[0].text, explicit: true, span: node.span }];
    if (node.names.length > parts.length)
      fail('semantic', `there are ${parts.length} values for ${node.names.length} names`, node.names[parts.length].span);
    return parts.map((part, i) =>
      i < node.names.length ? { ...part, name: node.names[i].text, explicit: true, span: node.names[i].span } : part,
    );
  }
  if (node.names.length > 1) fail('semantic', `there is one value for ${node.names.length} names`, node.names[1].span);
  return [{ name: node.names[0].text, explicit: true, expression, span: node.span }];
}

function bindValue(context: BindContext, scope: Scope, node: Node): Expression {
  const expression = bindExpression(context, scope, node);
  if (isTypeItself(expression.type))
    fail('unsupported', 'a type as the value of a column is not supported', node.span, 'take its name as text');
  return expression;
}

function partItems(context: BindContext, scope: Scope, { call }: PartExpression, node: Node): Item[] {
  const names = (unwrap(node) as Call).arguments.map((argument) => naturalName(context.functions, scope.row, argument));
  const outputs = call.function.outputs?.(call.site, names) ?? [];
  return outputs.map(({ name, type }, index) => ({
    name,
    explicit: false,
    expression: { kind: 'part', call, index, type, span: node.span },
    span: node.span,
  }));
}

function unwrap(node: Node): Node {
  return node.kind === 'parenthesized' ? unwrap(node.expression) : node;
}

function isCall(node: Node): boolean {
  return unwrap(node).kind === 'call';
}

function isReference(node: Node): boolean {
  return unwrap(node).kind === 'name';
}

/**
 * Names the columns of one operator: first come, first served. What has no name is Column1, Column2, …; a clash takes 1, 2, … unless both
 * names were asked for, which is an error.
 */
export class ColumnNamer {
  private readonly taken = new Set<string>();
  private readonly explicit = new Set<string>();
  private unnamed = 0;

  name(item: { readonly name: string | undefined; readonly explicit: boolean; readonly span: Span }): string {
    if (item.name === undefined) return this.unnamedName();
    if (item.explicit) {
      if (this.explicit.has(item.name))
        fail('semantic', `there are two columns named \`${item.name}\``, item.span, 'give one of them another name');
      this.explicit.add(item.name);
    }
    const name = freeName(item.name, this.taken);
    this.taken.add(name);
    return name;
  }

  private unnamedName(): string {
    let name: string;
    do name = `Column${++this.unnamed}`;
    while (this.taken.has(name));
    this.taken.add(name);
    return name;
  }
}
