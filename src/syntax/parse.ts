import type { Diagnostic } from '../errors.ts';
import type { Expression, Query, RowSchema } from './ast.ts';
import { findingLimit, hopeless, unparsable } from './grammar-base.ts';
import { tokenize } from './lexer.ts';
import { type FunctionCommand, KqlParser } from './parser.ts';
import { mark, type Token } from './tokens.ts';

export type { FunctionCommand } from './parser.ts';

let parser: KqlParser | undefined;

/**
 * The tree of a query, or undefined with what is wrong with it: several findings where there are several, in the order of the text. Findings
 * of kind 'syntax' are about the form; 'semantic' and 'unsupported' ones about things that only the parser sees, such as the text of a
 * literal. Never throws.
 */
export function parse(text: string): { query: Query | undefined; diagnostics: Diagnostic[] } {
  const { result, diagnostics } = read(text, (ready) => ready.query(), managementCommand);
  if (result === undefined) return { query: undefined, diagnostics };
  return { query: { kind: 'query', span: { start: 0, end: text.length }, statements: result }, diagnostics };
}

/** A text that is one expression, scalar or tabular: the value of a parameter, for instance. */
export function parseExpression(text: string): { expression: Expression | undefined; diagnostics: Diagnostic[] } {
  const { result, diagnostics } = read(text, (ready) => ready.expressionText());
  return { expression: result, diagnostics };
}

/** A schema by itself: `(a:int, b:string)`. */
export function parseRowSchema(text: string): { schema: RowSchema | undefined; diagnostics: Diagnostic[] } {
  const { result, diagnostics } = read(text, (ready) => ready.rowSchemaText());
  return { schema: result, diagnostics };
}

/** A stored function: `.create function with (…) Name(a:long) { … }`, `.create-or-alter function …` or `.alter function …`. */
export function parseFunctionCommand(text: string): { function: FunctionCommand | undefined; diagnostics: Diagnostic[] } {
  const { result, diagnostics } = read(text, (ready) => ready.functionCommand());
  return { function: result, diagnostics };
}

function read<T>(
  text: string,
  enter: (ready: KqlParser) => T | undefined,
  refuse?: (tokens: readonly Token[]) => Diagnostic | undefined,
): { result: T | undefined; diagnostics: Diagnostic[] } {
  parser ??= new KqlParser();
  const { tokens, diagnostics } = tokenize(text);
  const refusal = refuse?.(tokens) ?? diagnostics.find(({ kind }) => kind === 'limit');
  if (refusal !== undefined) return { result: undefined, diagnostics: [refusal] };
  parser.load(text, tokens);
  let result: T | undefined;
  try {
    result = enter(parser);
  } catch (error) {
    if (error instanceof RangeError) return { result: undefined, diagnostics: [tooDeep] };
    if (error !== unparsable && error !== hopeless) throw error;
  } finally {
    parser.release();
  }
  if (result === undefined && parser.findings.length === 0) throw new Error('the grammar gave up without a finding');
  const findings = [...diagnostics, ...parser.findings].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  return { result: findings.length === 0 ? result : undefined, diagnostics: findings.slice(0, findingLimit) };
}

/** The stack of the host ran out before the limit on nesting was reached. */
const tooDeep: Diagnostic = { kind: 'limit', message: 'nesting is too deep' };

function managementCommand(tokens: readonly Token[]): Diagnostic | undefined {
  if (tokens[0]?.tokenType !== mark['.']) return undefined;
  const end = (tokens[1] ?? tokens[0]).endOffset + 1;
  const name = tokens[1] ? `\`.${tokens[1].image}\`` : 'this';
  return { kind: 'unsupported', message: `${name} is a management command, not a query`, span: { start: tokens[0].startOffset, end } };
}
