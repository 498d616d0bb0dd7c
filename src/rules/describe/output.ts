import type { BindOperator } from '../../binder/context.ts';
import type { Relation } from '../../binder/relation.ts';
import type { Schema } from '../../data/schema.ts';
import type { Database, QueryOptions } from '../../database.ts';
import type { KqlError } from '../../errors.ts';
import { bindOperator } from '../../operators/bind.ts';
import { stageTable } from '../../operators/run.ts';
import type { ParsedQuery } from '../../query.ts';
import type { Operator } from '../../syntax/ast.ts';
import type { Stage } from '../stages.ts';
import type { OutputDescription } from './description.ts';

export interface Bound {
  readonly output: OutputDescription;
  readonly errors: readonly KqlError[];
  readonly warnings: readonly string[];
}

/** What a query (a text, where it cannot be parsed) gives, as far as the known schemas tell, and what is wrong with it. No data is read. */
export async function boundOutput(
  database: Database,
  parsed: string | ParsedQuery,
  stages: readonly Stage[],
  options: QueryOptions,
): Promise<Bound> {
  const seen = new Map<object, { readonly input: Relation | undefined; readonly output: Relation }>();
  const watched: BindOperator = (context, environment, input, node) => {
    const output = bindOperator(context, environment, input, node);
    seen.set(node, { input, output });
    return output;
  };
  const { errors, warnings, schemas } = await database.checkWatched(parsed, options, { bindOperator: watched, stages: stageTable });
  const main = stages.filter(({ inside, lets, id }) => inside === undefined && lets.length === 0 && !id.startsWith('result'));
  const last = main[main.length - 1];
  const bound = last && seen.get(last.node);
  const schema = schemas?.[schemas.length - 1] ?? bound?.output.schema;
  if (schema === undefined) return { output: { columns: undefined, open: true }, errors, warnings };
  const isOpen = bound === undefined ? schema.columns.length === 0 : bound.output.open;
  return { output: { columns: columnsWithStages(schema, main, seen), open: isOpen }, errors, warnings };
}

type Seen = ReadonlyMap<object, { readonly input: Relation | undefined; readonly output: Relation }>;

function columnsWithStages(schema: Schema, main: readonly Stage[], seen: Seen): OutputDescription['columns'] {
  const known = main.map((stage) => {
    const { input } = seen.get(stage.node) ?? {};
    return {
      stage,
      before: input && new Set(input.schema.columns.map(({ name }) => name)),
      isOpen: input?.open ?? false,
      made: new Set(namesMadeBy(stage.node as Operator)),
    };
  });
  const makerOf = (name: string): string => {
    for (let k = known.length - 1; k > 0; k--) {
      const { stage, before, isOpen, made } = known[k];
      // what an open input lacks may well come from it
      if (made.has(name) || (before !== undefined && !before.has(name) && !isOpen)) return stage.id;
    }
    return main[0]?.id ?? '1';
  };
  return schema.columns.map(({ name, type }) => ({ name, type, stage: makerOf(name) }));
}

/** The columns that an operator fills anew, even where there was one of the name before. */
function namesMadeBy(node: Operator): string[] {
  switch (node.kind) {
    case 'extend':
    case 'project':
    case 'distinct':
    case 'serialize':
      return node.items.flatMap(namesOfItem);
    case 'project-rename':
      return node.items.flatMap(namesOfItem);
    case 'summarize':
      return [...node.aggregates, ...(node.by ?? [])].flatMap(namesOfItem);
    case 'mv-expand':
    case 'mv-apply':
      return node.items.flatMap(({ expression }) => (expression.kind === 'name' ? [expression.text] : namesOfItem(expression)));
    case 'parse':
    case 'parse-where':
      return node.pattern.flatMap((part) => (part.kind === 'parse-column' ? [part.name.text] : []));
    case 'parse-kv':
      return node.keys.columns.map(({ name }) => name.text);
    default:
      return [];
  }
}

function namesOfItem(item: { readonly kind: string }): string[] {
  if (item.kind !== 'named') return [];
  const { names, value } = item as Extract<Operator, { kind: 'extend' }>['items'][number] & { kind: 'named' };
  // `a = a` hands it on
  return names.map(({ text }) => text).filter((name) => !(value.kind === 'name' && value.text === name));
}
