import type { Expression, Operator, Pipe } from '../../syntax/ast.ts';
import { parse } from '../../syntax/parse.ts';

/** Operators that leave the order of rows as it is. */
const keepsOrder: ReadonlySet<string> = new Set([
  'where',
  'extend',
  'project',
  'project-away',
  'project-keep',
  'project-rename',
  'project-reorder',
  'project-by-names',
  'serialize',
  'take',
  'parse',
  'parse-where',
  'parse-kv',
  'as',
  'render',
]);

/** Whether the rows of a query have an order: it sorts, and nothing behind that gives the order up. */
export function sortsAtItsEnd(text: string): boolean {
  const statement = parse(text).query?.statements.at(-1);
  if (statement?.kind !== 'expression-statement') return false;
  let expression: Expression | undefined = statement.expression;
  while (expression?.kind === 'pipe' || expression?.kind === 'parenthesized') {
    if (expression.kind === 'parenthesized') {
      expression = expression.expression;
      continue;
    }
    const { source, operators }: Pipe = expression;
    const last: Operator | undefined = operators.findLast(({ kind }) => !keepsOrder.has(kind));
    if (last !== undefined) return last.kind === 'sort' || last.kind === 'top';
    expression = source;
  }
  return false;
}
