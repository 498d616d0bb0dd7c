import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import type { Schema } from '../data/schema.ts';
import { fail } from '../errors.ts';
import { column } from '../plan/expression.ts';
import type { ProjectRenameOperator } from '../syntax/ast.ts';

/** `project-rename new = old`: the column keeps its place; the new name must not exist. */
export function bindProjectRename(
  _context: BindContext,
  _environment: Environment,
  input: Relation,
  node: ProjectRenameOperator,
): Relation {
  const names = input.schema.columns.map(({ name }) => name);
  const renamed = new Set<number>();
  for (const item of node.items) {
    if (item.kind !== 'named' || item.names.length !== 1 || item.value.kind !== 'name') {
      fail('semantic', '`project-rename` takes pairs of names', item.span, 'write new = old');
    }
    const { index } = requireColumn(input, item.value.text, item.value.span);
    if (index < 0) continue;
    if (renamed.has(index)) fail('semantic', `\`${item.value.text}\` is renamed twice`, item.span);
    const [{ text, span }] = item.names;
    // also where that column is renamed here: neither a swap nor a chain is taken
    if (names.includes(text) || input.schema.columns.some(({ name }) => name === text))
      fail('semantic', `there is already a column named \`${text}\``, span, 'project it away first, or choose another name');
    renamed.add(index);
    names[index] = text;
  }
  const schema: Schema = { columns: input.schema.columns.map(({ type }, index) => ({ name: names[index], type })) };
  const expressions = schema.columns.map(({ type }, index) => column(type, index, node.span));
  return relationOf({ kind: 'project', input: input.plan, expressions, schema, span: node.span }, input, 'keeps-order');
}
