import { convert, isNumeric } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression, bindPredicate, scalarTypeNamed } from '../binder/expressions.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { failUnknownColumn, type RowScope, rowScopeOf, type Scope } from '../binder/scope.ts';
import { isUnknown } from '../binder/unknown.ts';
import { missingCell } from '../data/builder.ts';
import { type Column, columnIndex } from '../data/schema.ts';
import { fail } from '../errors.ts';
import { column, constant, type Expression } from '../plan/expression.ts';
import type { MatchPlan, MatchStep } from '../plan/plan.ts';
import type { Expression as Node, ScanOperator, ScanStep } from '../syntax/ast.ts';

interface Declared {
  readonly column: Column;
  readonly value: Expression;
}

/**
 * `scan declare (columns) with (steps)`: leads the rows, in their order, past steps that remember what they took last; each row that a step
 * takes comes out, extended by the declared columns. `step.column` is what that step took last, before that null or the declared default; a
 * declared column by its bare name is its default on every row.
 */
export function bindScan(context: BindContext, environment: Environment, input: Relation, node: ScanOperator): Relation {
  checkParameters(context, node.parameters, ['with_match_id'], 'scan');
  if (node.orderBy !== undefined) fail('unsupported', '`scan … order by` is not supported', node.span, 'put `sort by …` before scan');
  if (node.partitionBy !== undefined)
    fail('unsupported', '`scan … partition by` is not supported', node.span, 'put scan into `partition by … (…)`');
  const declared = node.declare.map((declaration) => bindDeclared(context, environment, input, declaration));
  checkNames(node, declared, input);
  const steps = node.steps.map((step, index) => bindStep(context, environment, input, node, declared, step, index));
  const matchId = parameterText(node.parameters, 'with_match_id');
  const columns = [...input.schema.columns, ...declared.map((each) => each.column)];
  if (matchId !== undefined) {
    if (columns.some(({ name }) => name === matchId.text))
      fail('semantic', `there are two columns named \`${matchId.text}\``, matchId.span);
    columns.push({ name: matchId.text, type: 'long' });
  }
  const plan: MatchPlan = {
    kind: 'match',
    input: input.plan,
    width: input.schema.columns.length,
    declared: declared.map(({ column: { type }, value }) => ({ type, value: value.kind === 'constant' ? value.value : null })),
    steps,
    matchId: matchId !== undefined,
    schema: { columns },
    span: node.span,
  };
  return relationOf(plan, input, 'keeps-order');
}

function bindDeclared(context: BindContext, environment: Environment, input: Relation, node: ScanOperator['declare'][number]): Declared {
  const name = node.name.text;
  if (node.type.kind !== 'type') return fail('semantic', 'scan declares columns of scalar types', node.span);
  if (columnIndex(input.schema, name) >= 0)
    fail('unsupported', `scan that declares \`${name}\`, which the input has, is not supported`, node.name.span, 'give it another name');
  const type = scalarTypeNamed(node.type);
  if (node.defaultValue === undefined) return { column: { name, type }, value: constant(type, missingCell(type), node.span) };
  const value = converted(context, bindExpression(context, { environment, row: undefined }, node.defaultValue), type);
  if (value.kind !== 'constant' && !isUnknown(value))
    fail('semantic', `the default of \`${name}\` must be a constant`, node.defaultValue.span);
  return { column: { name, type }, value };
}

function checkNames(node: ScanOperator, declared: readonly Declared[], input: Relation): void {
  const names = new Set<string>();
  for (const each of node.declare) {
    if (names.has(each.name.text)) fail('semantic', `there are two columns named \`${each.name.text}\``, each.span);
    names.add(each.name.text);
  }
  const steps = new Set<string>();
  for (const step of node.steps) {
    if (steps.has(step.name.text)) fail('semantic', `there are two steps named \`${step.name.text}\``, step.name.span);
    if (step.optional) fail('unsupported', 'optional steps of scan are not supported', step.span);
    const column = declared.some((each) => each.column.name === step.name.text) || columnIndex(input.schema, step.name.text) >= 0;
    if (column)
      fail(
        'unsupported',
        `a step with the name of a column (\`${step.name.text}\`) is not supported`,
        step.name.span,
        'give it another name',
      );
    steps.add(step.name.text);
  }
}

function bindStep(
  context: BindContext,
  environment: Environment,
  input: Relation,
  node: ScanOperator,
  declared: readonly Declared[],
  step: ScanStep,
  index: number,
): MatchStep {
  const scope = stepScope(environment, input, node, declared, index);
  const condition = bindPredicate(context, scope, step.condition);
  const assignments = step.assignments.map((assignment) => {
    const [name] = assignment.names;
    const place = declared.findIndex((each) => each.column.name === name.text);
    if (place < 0) {
      if (columnIndex(input.schema, name.text) >= 0)
        fail(
          'unsupported',
          `scan that assigns to \`${name.text}\` of the input is not supported`,
          name.span,
          'declare a column of another name',
        );
      fail('semantic', `scan declares no column \`${name.text}\``, name.span, 'declare it: scan declare (name:type) with …');
    }
    const expression = converted(context, bindExpression(context, scope, assignment.value), declared[place].column.type);
    return { column: place, expression };
  });
  return { condition, assignments, output: step.output ?? 'all' };
}

/** What a step's expressions see: the row, the declared columns at their defaults, and what this step and those before it took last. */
function stepScope(environment: Environment, input: Relation, node: ScanOperator, declared: readonly Declared[], index: number): Scope {
  const own = rowScopeOf(input);
  const width = input.schema.columns.length;
  const row: RowScope = {
    open: input.open,
    hint: input.hint,
    hides: own.hides,
    names: [...own.names, ...declared.map((each) => each.column.name)],
    star: own.star,
    column: (name, span) => own.column(name, span) ?? declared.find((each) => each.column.name === name)?.value,
    special(expression: Node) {
      if (expression.kind !== 'path' || expression.base.kind !== 'name' || expression.member.kind !== 'name') return undefined;
      const { text } = expression.base;
      const step = node.steps.findIndex(({ name }) => name.text === text);
      if (step < 0) return undefined;
      const { member, span } = expression;
      if (step > index)
        return fail('semantic', `the step \`${text}\` comes later: only this step and those before it have values here`, span);
      const columns = [...input.schema.columns, ...declared.map((each) => each.column)];
      const place = columns.findIndex(({ name }) => name === member.text);
      if (place < 0) return failUnknownColumn(member.text, row, member.span);
      return column(columns[place].type, width + step * columns.length + place, span);
    },
  };
  return { environment, row };
}

/** A value in the type of its column: the same type, a number of another kind, or anything as dynamic. */
function converted(context: BindContext, value: Expression, type: Column['type']): Expression {
  const fits = value.type === type || (isNumeric(value.type) && isNumeric(type)) || type === 'dynamic' || isUnknown(value);
  if (!fits)
    fail(
      'unsupported',
      `a ${value.type} for a column of type ${type} is not supported in scan`,
      value.span,
      'convert it to the type of the column',
    );
  return convert(context.functions, value, type);
}
