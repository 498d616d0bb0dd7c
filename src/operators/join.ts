import { commonType, convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { bindTabular } from '../binder/tabular.ts';
import { unknownType } from '../binder/unknown.ts';
import { type Column, freeName, type Schema } from '../data/schema.ts';
import { fail, type Span } from '../errors.ts';
import { column, type Expression } from '../plan/expression.ts';
import type { JoinKind, JoinPlan } from '../plan/plan.ts';
import type { JoinOperator, Expression as Node } from '../syntax/ast.ts';

const kinds: Readonly<Record<string, JoinKind>> = {
  innerunique: 'innerunique',
  inner: 'inner',
  leftouter: 'leftouter',
  rightouter: 'rightouter',
  fullouter: 'fullouter',
  leftsemi: 'leftsemi',
  rightsemi: 'rightsemi',
  leftanti: 'leftanti',
  anti: 'leftanti',
  leftantisemi: 'leftanti',
  rightanti: 'rightanti',
  rightantisemi: 'rightanti',
};

/**
 * `join kind=… (right) on keys`: all columns of the left and then of the right side, a right name that is taken getting 1, 2, …. Without a
 * kind it is innerunique: of the left rows with equal keys only the first counts. Null keys match null keys.
 */
export function bindJoin(context: BindContext, environment: Environment, input: Relation, node: JoinOperator): Relation {
  checkParameters(context, node.parameters, ['kind'], 'join');
  const kindText = parameterText(node.parameters, 'kind') ?? { text: 'innerunique', span: node.keywordSpan };
  const kind = Object.hasOwn(kinds, kindText.text) ? kinds[kindText.text] : undefined;
  if (kind === undefined)
    fail('semantic', `there is no join kind \`${kindText.text}\``, kindText.span, `the kinds are ${Object.keys(kinds).join(', ')}`);
  const right = bindTabular(context, environment, node.right);
  if (node.where !== undefined)
    fail('unsupported', '`join … where` is not supported yet', node.where.span, 'join on keys, then filter with `where`');
  if (node.on === undefined)
    fail('semantic', '`join` needs `on` and a key', node.keywordSpan, 'to join every row with every other, join on a constant column');
  const keys = bindJoinKeys(context, input, right, node.on);
  const hasLeft = kind !== 'rightsemi' && kind !== 'rightanti';
  const hasRight = kind !== 'leftsemi' && kind !== 'leftanti';
  const left = hasLeft ? input.schema.columns : [];
  const rightOnly = hasRight ? right.schema.columns : [];
  const schema = joinedSchema(
    { columns: left },
    { columns: hasLeft ? besideOpen(input, rightOnly) : rightOnly },
    input.schema,
    right.schema,
  );
  const plan: JoinPlan = {
    kind: 'join',
    input: input.plan,
    right: right.plan,
    join: kind,
    ...keys,
    rightColumns: rightOnly.map((_, index) => index),
    schema,
    span: node.span,
  };
  return {
    ...relationOf(plan),
    open: (hasLeft && input.open) || (hasRight && right.open),
    hidden: input.hidden,
    hint: input.hint ?? right.hint,
  };
}

/** Right columns as they are known before the left side is: a column of the left side may have the name, and its own type. */
export function besideOpen(left: Relation, right: readonly Column[]): readonly Column[] {
  return left.open ? right.map(({ name }) => ({ name, type: unknownType })) : right;
}

/** The columns of both sides; a right name that stands on the left takes the first number that no name of either side has. */
export function joinedSchema(left: Schema, right: Schema, ...all: readonly Schema[]): Schema {
  const everywhere = new Set(all.flatMap((schema) => schema.columns.map((existing) => existing.name)));
  const taken = new Set(left.columns.map((existing) => existing.name));
  const columns = [...left.columns];
  for (const { name, type } of right.columns) {
    if (!taken.has(name)) {
      taken.add(name);
      columns.push({ name, type });
      continue;
    }
    const free = freeName(name, { has: (candidate) => taken.has(candidate) || everywhere.has(candidate) });
    taken.add(free);
    columns.push({ name: free, type });
  }
  return { columns };
}

/** `on key`, `on $left.a == $right.b`, several with `,` or `and`: columns only, brought to one type. */
export function bindJoinKeys(
  context: BindContext,
  left: Relation,
  right: Relation,
  nodes: readonly Node[],
): { leftKeys: Expression[]; rightKeys: Expression[] } {
  const leftKeys: Expression[] = [];
  const rightKeys: Expression[] = [];
  for (const node of nodes.flatMap(conditions)) {
    const { leftName, rightName } = keyNames(node);
    const l = requireColumn(left, leftName.text, leftName.span);
    const r = requireColumn(right, rightName.text, rightName.span);
    const common = commonType([l.type, r.type]);
    // of numbers of two types only the integers go together
    const fit = common === 'long' || l.type === r.type || l.type === unknownType || r.type === unknownType;
    if (l.type === 'dynamic' || r.type === 'dynamic') {
      fail(
        'semantic',
        `\`${leftName.text}\` is dynamic and cannot be a join key`,
        node.span,
        'extend both sides with a converted column, for example tostring()',
      );
    }
    if (common === undefined || !fit) {
      fail(
        'semantic',
        `the join keys have different types: ${l.type} and ${r.type}`,
        node.span,
        'convert one of them with extend before the join',
      );
    }
    leftKeys.push(keyColumn(context, l, common, leftName.span));
    rightKeys.push(keyColumn(context, r, common, rightName.span));
  }
  return { leftKeys, rightKeys };
}

function keyColumn(
  context: BindContext,
  key: { index: number; type: Expression['type'] },
  type: Expression['type'],
  span: Span,
): Expression {
  const expression = column(key.type, key.index, span);
  return key.type === unknownType ? expression : convert(context.functions, expression, type);
}

function conditions(node: Node): Node[] {
  if (node.kind === 'parenthesized') return conditions(node.expression);
  return node.kind === 'logical' && node.operator === 'and' ? node.operands.flatMap(conditions) : [node];
}

type KeyName = { readonly text: string; readonly span: Span };

function keyNames(node: Node): { leftName: KeyName; rightName: KeyName } {
  if (node.kind === 'name') return { leftName: node, rightName: node };
  if (node.kind === 'binary' && node.operator === '==') {
    const sides = [sideName(node.left), sideName(node.right)];
    const left = sides.find((side) => side?.side === '$left');
    const right = sides.find((side) => side?.side === '$right');
    if (left !== undefined && right !== undefined) return { leftName: left, rightName: right };
  }
  return fail(
    'semantic',
    'a join key is a column of both sides, or an equality of two',
    node.span,
    'write `on Key` or `on $left.A == $right.B`; extend a column for anything else',
  );
}

function sideName(node: Node): (KeyName & { side: string }) | undefined {
  if (node.kind === 'parenthesized') return sideName(node.expression);
  const text =
    node.kind === 'path' && node.member.kind === 'name'
      ? node.member.text
      : node.kind === 'element' && node.index.kind === 'literal'
        ? node.index.value
        : undefined;
  if ((node.kind !== 'path' && node.kind !== 'element') || node.base.kind !== 'name' || typeof text !== 'string') return undefined;
  return { side: node.base.text, text, span: node.span };
}
