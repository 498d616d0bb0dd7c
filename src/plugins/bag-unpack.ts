import { type BindContext, type Environment, tableOf } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { createBuilder, missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { castDynamic } from '../data/convert.ts';
import { type Dynamic, isBag, kindOf } from '../data/dynamic.ts';
import { type Column, columnIndex, type Schema } from '../data/schema.ts';
import { createSegment, type Segment } from '../data/segment.ts';
import { propertyReader, ShapedBag } from '../data/shaped-bag.ts';
import type { Table } from '../data/table.ts';
import { compareOrdinal } from '../data/text.ts';
import type { ScalarType } from '../data/types.ts';
import type { Vector } from '../data/vector.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { Plan, PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator } from '../syntax/ast.ts';
import { columnArgument, constantArgument, pluginArguments, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import { declaredSchema } from './schema.ts';

/** What `run` needs: each output column is an input column or a property of the bag; where both are given the property wins unless null. */
interface Options {
  readonly bag: number;
  readonly outputs: readonly Output[];
}

interface Output {
  readonly column: number | undefined;
  readonly property: string | undefined;
}

/**
 * bag_unpack(column, prefix, columnsConflict, ignoredProperties): the properties of the bags become columns in the order of their names,
 * behind the input's; each takes the one type that all its values have, dynamic when they differ. Without a declared schema the columns are
 * those that the data has.
 */
export const bagUnpack: Plugin = {
  name: 'bag_unpack',
  doc: 'Turns the properties of a column of bags into columns.',
  bind,
  run(plan) {
    const { bag, outputs } = plan.options as Options;
    const unpackers = outputs.map(({ column, property }, index) =>
      column === undefined ? unpacker(property as string, plan.schema.columns[index].type) : undefined,
    );
    const unpack = (segment: Segment): Segment => {
      const columns = outputs.map(({ column }, index) => unpackers[index]?.(segment, bag) ?? segment.column(column as number));
      return createSegment(columns, segment.length);
    };
    return { push: (segment) => [unpack(segment)] } satisfies Stage;
  },
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const args = pluginArguments(node, ['column', 'output_column_prefix', 'columnsConflict', 'ignoredProperties']);
  const bag = columnArgument(input, args.column, node, 'a column of bags');
  if (bag.type !== 'dynamic' && bag.index >= 0)
    fail('semantic', `bag_unpack needs a dynamic column, \`${bag.name}\` is ${bag.type}`, args.column?.span);
  const prefix = constantArgument(context, environment, args.output_column_prefix, 'string', '', node) as string;
  const conflict = constantArgument(context, environment, args.columnsConflict, 'string', 'error', node) as string;
  if (!['error', 'replace_source', 'keep_source'].includes(conflict)) {
    fail('semantic', `columnsConflict is error, replace_source or keep_source, not \`${conflict}\``, args.columnsConflict?.span);
  }
  const ignored = constantArgument(context, environment, args.ignoredProperties, 'dynamic', [], node) as Dynamic;
  const ignoredNames = new Set(Array.isArray(ignored) ? ignored.filter((name) => typeof name === 'string') : []);

  if (node.schema !== undefined) return declared(input, node, bag.index, prefix);
  const known = tableOf(context, node.span, input.plan);
  if (known === undefined) {
    const rest = input.schema.columns.filter((_, index) => index !== bag.index);
    return { ...relationOf({ ...input.plan, schema: { columns: rest } } as Plan, input), open: true, hidden: undefined };
  }
  const found = [...propertyTypes(known.table, bag.index)]
    .filter(([name]) => !ignoredNames.has(name))
    .map(([name, type]) => ({ property: name, name: prefix + name, type }));
  found.sort((a, b) => compareOrdinal(a.name, b.name));
  const { schema, outputs } = placeColumns(input.schema, bag, found, conflict, node);
  const source: Plan = { kind: 'known', table: known.table, from: known.plan, schema: input.schema, span: node.span };
  const relation = relationOf(pluginPlan(source, schema, { bag: bag.index, outputs }, node), input);
  return { ...relation, hidden: undefined, open: false, vacant: known.table.rowCount === 0 };
}

function pluginPlan(input: Plan, schema: Schema, options: Options, node: EvaluateOperator): PluginPlan {
  return { kind: 'plugin', plugin: 'bag_unpack', input, others: [], options, schema, span: node.span };
}

/** With a declared schema exactly its columns come out, `*` standing for the input's. */
function declared(input: Relation, node: EvaluateOperator, bag: number, prefix: string): Relation {
  const { schema } = declaredSchema(input.schema, node, bag);
  const outputs = schema.columns.map(({ name }): Output => {
    const column = columnIndex(input.schema, name);
    const isSource = column >= 0 && column !== bag;
    return isSource
      ? { column, property: undefined }
      : { column: undefined, property: name.startsWith(prefix) ? name.slice(prefix.length) : name };
  });
  return { ...relationOf(pluginPlan(input.plan, schema, { bag, outputs }, node), input), hidden: undefined, open: false };
}

/** The properties of all bags with the type that all their values have. */
function propertyTypes(table: Table, bag: number): Map<string, ScalarType> {
  const types = new Map<string, ScalarType | undefined>();
  const note = (item: Dynamic, name: string): void => {
    const type = typeOf(item);
    const known = types.get(name);
    if (known === undefined) types.set(name, type);
    else if (type !== undefined && type !== known) types.set(name, 'dynamic');
  };
  let names: readonly string[] | undefined;
  for (const segment of table.segments) {
    const read = cellReader(segment.column(bag));
    for (let row = 0; row < segment.length; row++) {
      const value = read(row) as Dynamic;
      // of texts of one shape the first bag has said all
      if (value instanceof ShapedBag && value.isTexts && value.names === names) continue;
      if (!isBag(value)) continue;
      value.forEach(note);
      if (value instanceof ShapedBag && value.isTexts) names = value.names;
    }
  }
  return new Map([...types].map(([name, type]) => [name, type ?? 'dynamic']));
}

function typeOf(value: Dynamic): ScalarType | undefined {
  const kind = kindOf(value);
  switch (kind) {
    case 'null':
      return undefined;
    case 'double':
      return 'real';
    case 'array':
    case 'dictionary':
      return 'dynamic';
    default:
      return kind as ScalarType;
  }
}

interface Found {
  readonly property: string;
  readonly name: string;
  readonly type: ScalarType;
}

/** The input's columns without the bag, then the properties; a property named as the bag column takes its place. */
function placeColumns(
  input: Schema,
  bag: { readonly name: string; readonly index: number },
  found: readonly Found[],
  conflict: string,
  node: EvaluateOperator,
): { schema: Schema; outputs: Output[] } {
  const byName = new Map(found.map((property) => [property.name, property]));
  const columns: Column[] = [];
  const outputs: Output[] = [];
  const placed = new Set<string>();
  input.columns.forEach((source, index) => {
    const property = byName.get(source.name);
    if (index === bag.index) {
      if (property === undefined) return;
      columns.push({ name: property.name, type: property.type });
      outputs.push({ column: undefined, property: property.property });
      placed.add(property.name);
      return;
    }
    if (property !== undefined && conflict === 'error') {
      fail(
        'semantic',
        `bag_unpack makes a column \`${source.name}\`, which the input already has`,
        node.span,
        "set columnsConflict='replace_source' or 'keep_source', or give a prefix",
      );
    }
    placed.add(source.name);
    if (property !== undefined && conflict === 'replace_source') {
      columns.push({ name: property.name, type: property.type });
      outputs.push({ column: undefined, property: property.property });
    } else {
      columns.push(source);
      outputs.push({ column: index, property: undefined });
    }
  });
  for (const property of found) {
    if (placed.has(property.name)) continue;
    columns.push({ name: property.name, type: property.type });
    outputs.push({ column: undefined, property: property.property });
  }
  return { schema: { columns }, outputs };
}

/** Makes the column of a property. Its texts share a dictionary over all segments, which spares the next operators to look each text up again. */
function unpacker(property: string, type: ScalarType): (segment: Segment, bag: number) => Vector {
  const builder = createBuilder(type);
  const missing = missingCell(type);
  const readProperty = propertyReader(property);
  return (segment, index) => {
    const { length } = segment;
    const read = cellReader(segment.column(index));
    for (let row = 0; row < length; row++) {
      const value = read(row) as Dynamic;
      const item = isBag(value) ? readProperty(value) : null;
      builder.append(item === null ? missing : castDynamic(item, type));
    }
    return builder.finish();
  };
}
