import type { Span } from '../errors.ts';
import type { Expression, FunctionDeclaration, Operator, Pipe, Query, Statement } from '../syntax/ast.ts';
import { pipesIn } from '../syntax/walk.ts';

/**
 * A stage of a query: the source of a pipe or one of its operators. The ids are the same wherever stages are named: `1` is the source of the
 * main pipe, `2` its first operator; `9.3` the third stage of the pipes inside stage 9, counted on from one to the next where there are
 * several; `parse_sysmon_id3.4` the fourth of what `let parse_sysmon_id3` defines.
 */
export interface Stage {
  readonly id: string;
  /** `source`, or the operator's name in the manual. */
  readonly operator: string;
  /** The text of the stage without its pipe character. */
  readonly span: Span;
  readonly node: Expression | Operator;
  /** The id of the stage that holds this one, undefined in the main pipe and in a let. */
  readonly inside: string | undefined;
  /** The names of the lets that the stage is part of, the outermost first. */
  readonly lets: readonly string[];
}

/** All stages of a query: each before those inside it; first those of the lets, as in the text. */
export function stagesOf(query: Query): Stage[] {
  const stages: Stage[] = [];
  const results = query.statements.filter((statement) => statement.kind === 'expression-statement');
  const last = results[results.length - 1];
  let earlier = 0;
  for (const statement of query.statements) {
    if (statement.kind !== 'expression-statement') addStatement(stages, statement, []);
    // what stands before the last result has numbers of its own
    else if (statement !== last) addTabular(stages, statement.expression, counterOf(`result${++earlier}.`), undefined, []);
    else addTabular(stages, statement.expression, counterOf(''), undefined, []);
  }
  return stages;
}

/** The stage that a place in the text belongs to: the innermost one. */
export function stageAt(stages: readonly Stage[], offset: number): Stage | undefined {
  let found: Stage | undefined;
  for (const stage of stages) {
    const { start, end } = stage.span;
    if (start <= offset && offset < end && (found === undefined || end - start <= found.span.end - found.span.start)) found = stage;
  }
  return found;
}

type NextId = () => string;

function counterOf(prefix: string): NextId {
  let count = 0;
  return () => `${prefix}${++count}`;
}

function addStatement(stages: Stage[], statement: Statement, lets: readonly string[]): void {
  if (statement.kind !== 'let') return;
  const names = [...lets, statement.name.text];
  const next = counterOf(`${names.join('.')}.`);
  if (statement.value.kind === 'function') addFunction(stages, statement.value, next, names);
  else if (statement.value.kind === 'pipe') addPipe(stages, statement.value, next, undefined, names);
  else for (const pipe of pipesIn(statement)) addPipe(stages, pipe, next, undefined, names);
}

function addFunction(stages: Stage[], { body }: FunctionDeclaration, next: NextId, lets: readonly string[]): void {
  for (const statement of body.statements) addStatement(stages, statement, lets);
  if (body.result?.kind === 'pipe') addPipe(stages, body.result, next, undefined, lets);
  else if (body.result !== undefined)
    for (const pipe of pipesIn({ kind: 'parenthesized', span: body.span, expression: body.result }))
      addPipe(stages, pipe, next, undefined, lets);
}

/** A pipe, or anything else that stands for a table: one stage, the source. */
function addTabular(stages: Stage[], expression: Expression, next: NextId, inside: string | undefined, lets: readonly string[]): void {
  if (expression.kind === 'pipe') addPipe(stages, expression, next, inside, lets);
  else addStage(stages, expression, next, inside, lets);
}

function addPipe(stages: Stage[], pipe: Pipe, next: NextId, inside: string | undefined, lets: readonly string[]): void {
  if (pipe.source !== undefined) addTabular(stages, pipe.source, next, inside, lets);
  for (const operator of pipe.operators) addStage(stages, operator, next, inside, lets);
}

function addStage(stages: Stage[], node: Expression | Operator, next: NextId, inside: string | undefined, lets: readonly string[]): void {
  const id = next();
  stages.push({ id, operator: operatorName(node), span: node.span, node, inside, lets });
  const nextInside = counterOf(`${id}.`);
  for (const part of tabularParts(node)) addTabular(stages, part, nextInside, id, lets);
}

/** What is a table inside a stage: the legs of a union and the right side of a join whatever they are, elsewhere pipes. */
function tabularParts(node: Expression | Operator): Expression[] {
  switch (node.kind) {
    case 'join':
    case 'lookup':
      return [withoutParentheses(node.right), ...(node.on ?? []).flatMap(pipesIn)];
    case 'union':
      return node.tables.map(withoutParentheses);
    default:
      return pipesIn(node);
  }
}

function withoutParentheses(expression: Expression): Expression {
  let at = expression;
  while (at.kind === 'parenthesized') at = at.expression;
  return at;
}

const sources: ReadonlySet<string> = new Set([
  'union',
  'search',
  'find',
  'evaluate',
  'print',
  'range',
  'datatable',
  'externaldata',
  'macro-expand',
]);
const expressions: ReadonlySet<string> = new Set([
  'literal',
  'dynamic',
  'typeof',
  'name',
  'wildcard-name',
  'star',
  'path',
  'element',
  'call',
  'unary',
  'binary',
  'logical',
  'between',
  'list-test',
  'named',
  'parenthesized',
  'toscalar',
  'totable',
  'materialize',
  'entity-group',
  'datascope',
]);

function operatorName({ kind }: Expression | Operator): string {
  if (sources.has(kind)) return kind;
  return expressions.has(kind) ? 'source' : kind;
}
