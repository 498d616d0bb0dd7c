import { convert } from '../binder/coercion.ts';
import { bindRows } from '../binder/columns.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression, scalarTypeNamed } from '../binder/expressions.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import type { Column } from '../data/schema.ts';
import { type Segment, selectRows } from '../data/segment.ts';
import type { ScalarType } from '../data/types.ts';
import type { Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { compilePatternRegex, patternParser } from '../engine/parse-pattern.ts';
import type { Stage } from '../engine/run.ts';
import { createTextColumns } from '../engine/text-columns.ts';
import { fail } from '../errors.ts';
import type { ParsePart, ParsePlan } from '../plan/plan.ts';
import type { ParseOperator, ParsePart as PartNode } from '../syntax/ast.ts';

/**
 * `parse expression with pattern`: takes a text apart into columns; where it does not match they are null ('' for strings), and parse-where
 * leaves the row out. A column that exists is replaced at its place.
 */
export function bindParse(context: BindContext, environment: Environment, input: Relation, node: ParseOperator): Relation {
  checkParameters(context, node.parameters, ['kind', 'flags'], node.kind);
  const mode = parameterText(node.parameters, 'kind') ?? { text: 'simple', span: node.keywordSpan };
  if (mode.text !== 'simple' && mode.text !== 'relaxed' && mode.text !== 'regex')
    fail('semantic', `\`${node.kind}\` has the kinds simple, relaxed and regex, not \`${mode.text}\``, mode.span);
  if (mode.text === 'relaxed' && node.kind === 'parse-where')
    fail('semantic', '`parse-where` has the kinds simple and regex only', mode.span, 'use `parse kind=relaxed` and `where`');
  const flags = parameterText(node.parameters, 'flags');
  if (flags !== undefined && mode.text !== 'regex') fail('semantic', '`flags` go with `kind=regex` only', flags.span);
  const rows = bindRows(context, environment, input);
  const expression = convert(context.functions, bindExpression(context, rows.scope, node.expression), 'string');
  checkPattern(node, mode.text);
  const made = replaceColumns(
    input.schema.columns,
    node.pattern.filter(isColumn).map((part) => ({ name: part.name.text, type: typeOf(part), span: part.span })),
  );
  let column = 0;
  const pattern = node.pattern.map((part): ParsePart => {
    if (part.kind === 'star') return { kind: 'any' };
    if (part.kind === 'literal') return { kind: 'text', text: part.value as string };
    return { kind: 'column', output: made.outputs[column++], type: typeOf(part) };
  });
  const plan: ParsePlan = {
    kind: 'parse',
    input: rows.plan,
    expression,
    mode: mode.text,
    flags: mode.text === 'regex' ? (flags?.text ?? '') : '',
    pattern,
    columns: made.origins,
    dropUnmatched: node.kind === 'parse-where',
    schema: { columns: made.columns },
    span: node.span,
  };
  if (plan.mode === 'regex') {
    const compiled = compilePatternRegex(plan);
    if ('error' in compiled) fail(compiled.kind, compiled.error, flags?.span ?? node.span);
  }
  return withoutHidden(relationOf(plan, input, 'keeps-order'), made.columns, made.outputs);
}

type ColumnNode = Exclude<PartNode, { kind: 'star' | 'literal' }>;

function isColumn(part: PartNode): part is ColumnNode {
  return part.kind === 'parse-column';
}

function typeOf(part: ColumnNode): ScalarType {
  return part.type === undefined ? 'string' : scalarTypeNamed(part.type);
}

/** A column stands first or behind a literal; `*` not behind a text column, and a literal follows it unless it is the last part. */
function checkPattern({ pattern }: ParseOperator, mode: string): void {
  pattern.forEach((part, index) => {
    if (part.kind === 'literal' && part.value === '') fail('semantic', 'a text of the pattern cannot be empty', part.span);
    const before = pattern[index - 1];
    if (part.kind === 'parse-column' && before !== undefined && before.kind !== 'literal') {
      fail('semantic', `the column \`${part.name.text}\` must follow a text: nothing says where it begins`, part.span);
    }
    if (part.kind !== 'star') return;
    const after = pattern[index + 1];
    if (after !== undefined && after.kind !== 'literal') fail('semantic', 'a text must follow `*`', part.span);
    if (before?.kind !== 'parse-column') return;
    const type = typeOf(before);
    if (type === 'string') fail('semantic', '`*` behind a text column is ambiguous', part.span, 'put a text between them');
    const number = type === 'int' || type === 'long' || type === 'real' || type === 'decimal';
    if (!number && mode !== 'regex')
      fail('unsupported', `\`*\` directly behind a column of type ${type} is not supported`, part.span, 'put a text between them');
  });
}

interface Made {
  readonly columns: Column[];
  /** The input column of each column, -1 for those that are made. */
  readonly origins: number[];
  /** The position of each column that is made. */
  readonly outputs: number[];
}

/** The columns of the input with some replaced at their place and the others appended; a name may be made once only. */
export function replaceColumns(input: readonly Column[], made: readonly (Column & { readonly span: ParseOperator['span'] })[]): Made {
  const columns = [...input];
  const origins = columns.map((_, index) => index);
  const seen = new Set<string>();
  const outputs = made.map(({ name, type, span }) => {
    if (seen.has(name)) fail('semantic', `there are two columns named \`${name}\``, span, 'give one of them another name');
    seen.add(name);
    const existing = columns.findIndex((column) => column.name === name);
    const output = existing < 0 ? columns.length : existing;
    columns[output] = { name, type };
    origins[output] = -1;
    return output;
  });
  return { columns, origins, outputs };
}

/** Columns that were made anew can be named, whatever stood in their place. */
export function withoutHidden(relation: Relation, columns: readonly Column[], outputs: readonly number[]): Relation {
  if (relation.hidden === undefined) return relation;
  const made = new Set(outputs.map((output) => columns[output].name));
  return { ...relation, hidden: new Set([...relation.hidden].filter((name) => !made.has(name))) };
}

export function runParse(plan: ParsePlan, context: RunContext): Stage {
  const evaluator = createEvaluator(context);
  const parts = plan.pattern.filter((part) => part.kind === 'column');
  const texts = createTextColumns(
    parts.map((part) => part.type),
    patternParser(plan),
    context.interrupt,
  );
  const outputs = parts.map((part) => part.output);
  return {
    push(segment) {
      const { columns, matched } = texts.read(evaluator.evaluate(plan.expression, segment));
      const parsed = withColumns(segment, plan.columns, outputs, columns);
      if (!plan.dropUnmatched) return [parsed];
      const rows = rowsMatched(matched);
      return rows.length === 0 ? [] : [rows.length === segment.length ? parsed : selectRows(parsed, rows)];
    },
  };
}

/** The columns of a segment as `origins` has them, with those that were made at their places. */
export function withColumns(segment: Segment, origins: readonly number[], outputs: readonly number[], made: readonly Vector[]): Segment {
  const byPlace: Vector[] = [];
  made.forEach((vector, k) => {
    byPlace[outputs[k]] = vector;
  });
  return {
    length: segment.length,
    width: origins.length,
    column: (index) => (origins[index] >= 0 ? segment.column(origins[index]) : byPlace[index]),
  };
}

function rowsMatched(matched: Uint8Array): Int32Array {
  const rows = new Int32Array(matched.length);
  let count = 0;
  for (let row = 0; row < matched.length; row++) if (matched[row] === 1) rows[count++] = row;
  return rows.subarray(0, count);
}
