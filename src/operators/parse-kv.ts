import { convert } from '../binder/coercion.ts';
import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression, scalarTypeNamed } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { compilePairRegex, keyValueParser } from '../engine/parse-kv.ts';
import type { Stage } from '../engine/run.ts';
import { createTextColumns } from '../engine/text-columns.ts';
import { fail } from '../errors.ts';
import type { ParseKvOptions, ParseKvPlan } from '../plan/plan.ts';
import type { OperatorParameter, ParseKvOperator } from '../syntax/ast.ts';
import { replaceColumns, withColumns, withoutHidden } from './parse.ts';

/** `parse-kv expression as (keys) with (options)`: a column for each key, from the key and value pairs in a text. */
export function bindParseKv(context: BindContext, environment: Environment, input: Relation, node: ParseKvOperator): Relation {
  const rows = bindRows(context, environment, input);
  const expression = convert(context.functions, bindExpression(context, rows.scope, node.expression), 'string');
  const keys = node.keys.columns.map(({ name, type, span }) => ({ name: name.text, type: scalarTypeNamed(type), span }));
  const made = replaceColumns(input.schema.columns, keys);
  const plan: ParseKvPlan = {
    kind: 'parse-kv',
    input: rows.plan,
    expression,
    keys: keys.map(({ name, type }, index) => ({ key: name, type, output: made.outputs[index] })),
    columns: made.origins,
    options: bindOptions(node),
    schema: { columns: made.columns },
    span: node.span,
  };
  return withoutHidden(relationOf(plan, input, 'keeps-order'), made.columns, made.outputs);
}

function bindOptions(node: ParseKvOperator): ParseKvOptions {
  const texts = (name: string): { text: string; option: OperatorParameter }[] =>
    node.with.flatMap((option) => (option.name === name ? [{ text: textOf(option), option }] : []));
  const one = (name: string): string | undefined => {
    const [first, second] = texts(name);
    if (second !== undefined) fail('semantic', `\`${name}\` is given twice`, second.option.span);
    return first?.text;
  };
  const regex = one('regex');
  const pairDelimiter = one('pair_delimiter');
  const kvDelimiter = one('kv_delimiter');
  if (regex !== undefined) {
    const other = node.with.find((option) => option.name !== 'regex');
    if (other !== undefined) fail('semantic', '`regex` goes with no other option of parse-kv', other.span);
    const compiled = compilePairRegex(regex);
    if ('error' in compiled) fail(compiled.kind, compiled.error, node.with[0].value.span);
  } else if ((pairDelimiter === undefined) !== (kvDelimiter === undefined)) {
    fail('semantic', '`pair_delimiter` and `kv_delimiter` go together', node.with[0].span);
  }
  if (pairDelimiter === '' || kvDelimiter === '') fail('semantic', 'a delimiter cannot be empty', node.span);
  const greedy = node.with.find((option) => option.name === 'greedy');
  if (greedy !== undefined && greedy.value.kind === 'literal' && greedy.value.value === true && pairDelimiter === undefined)
    fail('semantic', '`greedy` needs delimiters', greedy.span);
  return {
    pairDelimiter,
    kvDelimiter,
    quotes: texts('quote').map(({ text, option }) => {
      const units = [...text];
      if (units.length !== 1 && units.length !== 2)
        fail('semantic', '`quote` is one character, or two: an opening and a closing one', option.span);
      return { open: units[0], close: units[units.length - 1] };
    }),
    escapes: texts('escape').map(({ text, option }) => {
      if ([...text].length !== 1) fail('semantic', '`escape` is one character', option.span);
      return text;
    }),
    greedy: greedy?.value.kind === 'literal' && greedy.value.value === true,
    regex,
  };
}

function textOf({ name, value }: OperatorParameter): string {
  if (value.kind !== 'literal' || typeof value.value !== 'string') fail('semantic', `\`${name}\` takes a text literal`, value.span);
  return value.value;
}

export function runParseKv(plan: ParseKvPlan, context: RunContext): Stage {
  const evaluator = createEvaluator(context);
  const texts = createTextColumns(
    plan.keys.map((key) => key.type),
    keyValueParser(plan.keys, plan.options),
    context.interrupt,
  );
  const outputs = plan.keys.map((key) => key.output);
  return {
    push: (segment) => [withColumns(segment, plan.columns, outputs, texts.read(evaluator.evaluate(plan.expression, segment)).columns)],
  };
}
