import { fail, type Span } from '../errors.ts';
import { constant } from '../plan/expression.ts';
import type { Call, ColumnDeclaration, Expression as Node, Path, PatternMatch, PatternStatement } from '../syntax/ast.ts';
import { type BindContext, childEnvironment, declare, type Environment, lookUp, type PatternBinding, snapshot } from './context.ts';
import type { Relation } from './relation.ts';
import type { Scope } from './scope.ts';
import { bindLet } from './statements.ts';
import { bindTabular, isTabular } from './tabular.ts';

/**
 * `declare pattern Name = (a:string)[p:string] { ('x').['y'] = { table }; … }`: a table by the texts that it is called with. Manual page
 * pattern-statement.
 */
export function declarePattern(environment: Environment, { name, declaration, span }: PatternStatement): void {
  const existing = environment.bindings.get(name.text);
  if (existing !== undefined) fail('semantic', `\`${name.text}\` is already declared`, name.span, 'give it another name');
  if (declaration !== undefined) {
    const { parameters, path, matches } = declaration;
    for (const parameter of path === undefined ? parameters : [...parameters, path]) requireString(parameter);
    const seen = new Set<string>();
    for (const match of matches) {
      if (match.values.length !== parameters.length)
        fail('semantic', `the pattern ${name.text} has ${parameters.length} arguments, this has ${match.values.length}`, match.span);
      if ((match.path === undefined) !== (path === undefined))
        fail(
          'semantic',
          `the pattern ${name.text} ${path === undefined ? 'has no path' : 'has a path, which is missing here'}`,
          match.span,
        );
      const key = keyOf(match);
      if (seen.has(key)) fail('unsupported', 'two matches of one pattern with the same values are not supported', match.span);
      seen.add(key);
    }
  }
  if (parametersRepeat(declaration?.parameters, declaration?.path)) fail('semantic', 'two arguments of a pattern have the same name', span);
  declare(environment, name.text, { kind: 'pattern', name: name.text, declaration, environment: snapshot(environment) });
}

/** The pattern of a name, undefined when it is none. */
export function patternOf(environment: Environment, name: string): PatternBinding | undefined {
  const binding = lookUp(environment, name);
  return binding?.kind === 'pattern' ? binding : undefined;
}

/** `Name('x')`, `Name('x').y` or `Name('x').['y']`: the table of the match with these values. */
export function bindPatternCall(
  context: BindContext,
  { name, declaration, environment }: PatternBinding,
  call: Call,
  member: Path['member'] | undefined,
): Relation {
  const values = call.arguments.map((argument) => literalText(argument));
  if (member !== undefined && member.kind !== 'name') fail('semantic', `the path of the pattern ${name} is a name`, member.span);
  const path = member?.text;
  const span: Span = { start: call.span.start, end: member?.span.end ?? call.span.end };
  const match = declaration?.matches.find((candidate) => keyOf(candidate) === JSON.stringify([values, path]));
  if (declaration === undefined || match === undefined) {
    const shown = call.arguments.map((argument, index) => (argument.kind === 'literal' && argument.obfuscated ? '***' : values[index]));
    const reference = `${name}(${shown.map((value) => `'${value}'`).join(', ')})${path === undefined ? '' : `.['${path}']`}`;
    fail('semantic', `the pattern reference ${reference} is not declared`, span, `add a match to \`declare pattern ${name}\``);
  }
  const inner = childEnvironment(environment);
  const names = declaration.path === undefined ? declaration.parameters : [...declaration.parameters, declaration.path];
  const texts = path === undefined ? values : [...values, path];
  names.forEach((parameter, index) => {
    declare(inner, parameter.name.text, { kind: 'scalar', expression: constant('string', texts[index], span), row: undefined });
  });
  const scope: Scope = { environment: inner, row: undefined };
  for (const statement of match.body.statements) {
    if (statement.kind === 'let') bindLet(context, scope, statement);
    else fail('semantic', 'only let statements can stand in a match of a pattern', statement.span);
  }
  const { result } = match.body;
  if (result === undefined) fail('semantic', `this match of the pattern ${name} has no result`, match.span);
  if (!isTabular(context, scope, result)) fail('unsupported', 'a pattern that gives a value is not supported', result.span);
  return { ...bindTabular(context, inner, result), name: undefined };
}

function keyOf({ values, path }: PatternMatch): string {
  return JSON.stringify([values.map(literalText), path && literalText(path)]);
}

function literalText(node: Node): string {
  if (node.kind !== 'literal' || typeof node.value !== 'string' || node.type !== 'string')
    fail('semantic', 'a pattern takes string literals', node.span);
  return node.value;
}

function requireString({ type, span }: ColumnDeclaration): void {
  if (type.text !== 'string') fail('semantic', `an argument of a pattern is a string, not ${type.text}`, span);
}

function parametersRepeat(parameters: readonly ColumnDeclaration[] = [], path: ColumnDeclaration | undefined): boolean {
  const names = [...parameters, ...(path === undefined ? [] : [path])].map(({ name }) => name.text);
  return new Set(names).size < names.length;
}
