import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression, scalarTypeNamed } from '../binder/expressions.ts';
import { naturalName } from '../binder/names.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Scope } from '../binder/scope.ts';
import { isUnknown } from '../binder/unknown.ts';
import { type Column, freeName } from '../data/schema.ts';
import type { ScalarType } from '../data/types.ts';
import type { RunContext } from '../engine/context.ts';
import { createExpander } from '../engine/expand.ts';
import type { Stage } from '../engine/run.ts';
import { fail, type Span } from '../errors.ts';
import type { Expression } from '../plan/expression.ts';
import type { ExpandPlan, Expansion, Plan } from '../plan/plan.ts';
import type { ExpandItem as ItemNode, MvApplyOperator, MvExpandOperator, Expression as Node } from '../syntax/ast.ts';
import { bindRowCount } from './take.ts';

/** The old spelling stops after this many elements of a row unless told otherwise. */
const oldLimit = 128;
const defaultLimit = 2_147_483_647;

/**
 * `mv-expand`, `mvexpand`: a row for each element of an array or property of a bag; a null stays one row, an empty collection gives none,
 * several collections go in step. An expanded column keeps its place, a new one comes last, then the index of the element.
 */
export function bindMvExpand(context: BindContext, environment: Environment, input: Relation, node: MvExpandOperator): Relation {
  checkParameters(context, node.parameters, ['kind', 'bagexpansion', 'with_itemindex'], node.keyword);
  const kind = parameterText(node.parameters, 'kind', 'bagexpansion');
  if (kind !== undefined && kind.text !== 'bag' && kind.text !== 'array')
    fail('semantic', `\`${node.keyword}\` expands bags as bag or array, not as \`${kind.text}\``, kind.span);
  const limit = node.keyword === 'mvexpand' ? oldLimit : defaultLimit;
  const { plan, expansion } = bindExpansion(context, environment, input, node, { bagsAsArrays: kind?.text === 'array', limit });
  const expand: ExpandPlan = { kind: 'expand', input: plan, expansion, schema: expansion.schema, span: node.span };
  const made = new Set(expansion.items.map((item) => expansion.schema.columns[item.output].name));
  const hidden = input.hidden && new Set([...input.hidden].filter((name) => !made.has(name)));
  return { ...relationOf(expand, input), hidden };
}

/** What mv-expand and mv-apply expand, over `plan`. `replaced` are the columns that a plain column item stands for. */
export interface BoundExpansion {
  readonly plan: Plan;
  readonly expansion: Expansion;
  readonly replaced: ReadonlySet<string>;
}

export function bindExpansion(
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: MvExpandOperator | MvApplyOperator,
  defaults: { readonly bagsAsArrays: boolean; readonly limit: number },
): BoundExpansion {
  const rows = bindRows(context, environment, input);
  const columns: Column[] = [...input.schema.columns];
  const origins = columns.map((_, index) => index);
  const made = new Set<string>();
  const replaced = new Set<string>();
  let unnamed = 0;
  const items = node.items.map((itemNode) => {
    const item = bindExpandItem(context, rows.scope, itemNode);
    let { name } = item;
    if (name === undefined) {
      do name = `Column${++unnamed}`;
      while (columns.some((column) => column.name === name));
    }
    if (made.has(name))
      fail(item.explicit ? 'semantic' : 'unsupported', `\`${name}\` is expanded twice`, item.span, 'give one of them another name');
    made.add(name);
    if (itemNode.expression.kind === 'name') replaced.add(name);
    let output = columns.findIndex((column) => column.name === name);
    if (output < 0) output = columns.length;
    columns[output] = { name, type: item.type };
    origins[output] = -1;
    return { expression: item.expression, output, type: item.type };
  });
  const index = parameterText(node.parameters, 'with_itemindex');
  if (index !== undefined) {
    const name = freeName(index.text, { has: (candidate) => columns.some((column) => column.name === candidate) });
    columns.push({ name, type: 'long' });
    origins.push(-1);
  }
  const expansion: Expansion = {
    schema: { columns },
    columns: origins,
    items,
    bagsAsArrays: defaults.bagsAsArrays,
    limit: node.limit === undefined ? defaults.limit : bindRowCount(context, environment, node.limit, `${node.keyword} … limit`),
    itemIndex: index === undefined ? undefined : columns.length - 1,
  };
  return { plan: rows.plan, expansion, replaced };
}

interface BoundItem {
  readonly name: string | undefined;
  readonly explicit: boolean;
  readonly expression: Expression;
  readonly type: ScalarType;
  readonly span: Span;
}

/** `[Name =] expression [to typeof(type)]`. */
function bindExpandItem(context: BindContext, scope: Scope, { expression: node, type, span }: ItemNode): BoundItem {
  const { name, value } = nameOf(context, scope, node);
  const expression = bindExpression(context, scope, value);
  if (expression.type !== 'dynamic' && !isUnknown(expression)) {
    const hint = expression.type === 'string' ? 'parse the text with parse_json() or split() first' : undefined;
    fail('semantic', `only a dynamic value can be expanded, this is ${expression.type}`, value.span, hint);
  }
  const target = type?.type;
  if (target?.kind === 'row-schema') fail('semantic', '`to typeof()` takes one type', target.span);
  const elements = target === undefined ? 'dynamic' : scalarTypeNamed(target);
  return { name, explicit: node.kind === 'named' || node.kind === 'name', expression, type: elements, span };
}

function nameOf(context: BindContext, scope: Scope, node: Node): { name: string | undefined; value: Node } {
  if (node.kind !== 'named') return { name: naturalName(context.functions, scope.row, node), value: node };
  if (node.tuple) fail('semantic', `there is one value for ${node.names.length} names`, node.span);
  return { name: node.names[0].text, value: node.value };
}

export function runExpand(plan: ExpandPlan, context: RunContext): Stage {
  const expander = createExpander(plan.expansion, context);
  return {
    *push(segment) {
      for (const expanded of expander.open(segment).expand(0, segment.length)) yield expanded.segment;
    },
  };
}
