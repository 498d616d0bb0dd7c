import { fail, type Span } from '../errors.ts';
import type { OperatorParameter } from '../syntax/ast.ts';
import type { BindContext } from './context.ts';

/** Warns of parameters that an operator does not have. Hints and internal `__` parameters only tune a cluster and are always accepted. */
export function checkParameters(
  context: BindContext,
  parameters: readonly OperatorParameter[],
  known: readonly string[],
  operator: string,
): void {
  for (const { name } of parameters) {
    if (known.includes(name) || name.startsWith('hint.') || name.startsWith('__')) continue;
    context.warnings.push(`\`${operator}\` has no parameter \`${name}\`: it was ignored`);
  }
}

export function findParameter(parameters: readonly OperatorParameter[], ...names: readonly string[]): OperatorParameter | undefined {
  return parameters.find((parameter) => names.includes(parameter.name));
}

/** The word or text that a parameter is set to. */
export function parameterText(
  parameters: readonly OperatorParameter[],
  ...names: readonly string[]
): { text: string; span: Span } | undefined {
  const parameter = findParameter(parameters, ...names);
  if (parameter === undefined) return undefined;
  const { value } = parameter;
  if (value.kind === 'name') return { text: value.text, span: value.span };
  if (value.kind === 'literal' && value.value !== null) return { text: String(value.value), span: value.span };
  return fail('semantic', `\`${parameter.name}\` takes a word or a literal`, value.span);
}

/** A parameter that is true or false; `otherwise` when it is not given. */
export function parameterFlag(parameters: readonly OperatorParameter[], name: string, otherwise: boolean): boolean {
  const given = parameterText(parameters, name);
  if (given === undefined) return otherwise;
  if (given.text !== 'true' && given.text !== 'false') fail('semantic', `\`${name}\` is true or false`, given.span);
  return given.text === 'true';
}
