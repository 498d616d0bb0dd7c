import { AggregateBinding, refuseDynamicKey } from '../binder/aggregates.ts';
import { type BindContext, type Environment, type KnownTable, tableOf } from '../binder/context.ts';
import { emptyingStage } from '../binder/emptying.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { missingCell } from '../data/builder.ts';
import { cellAt, cellReader } from '../data/cells.ts';
import { concatenate } from '../data/concatenate.ts';
import { textOfCell } from '../data/convert.ts';
import type { TextEntries } from '../data/dictionary.ts';
import { gather } from '../data/gather.ts';
import { roomFor } from '../data/number-coder.ts';
import { freeName, type Schema } from '../data/schema.ts';
import type { Segment } from '../data/segment.ts';
import type { ScalarType } from '../data/types.ts';
import { type Cell, constantVector, type Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createGrouper } from '../engine/group.ts';
import { segmentsOf } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { Aggregator } from '../functions/define.ts';
import { column } from '../plan/expression.ts';
import type { AggregatePlan, Plan, PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { columnArgument, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';
import { declaredSchema } from './schema.ts';

/** The input is grouped by the kept columns and then by the pivot column; the aggregate stands behind them. */
interface Options {
  readonly keys: number;
  /** The texts of the pivot column that have a column, in the order of the columns. */
  readonly values: readonly string[];
  /** What a cell holds for which there was no row. */
  readonly missing: Cell;
}

/**
 * pivot(column, aggregate, columns…): each value of the column becomes a column that holds the aggregate, count() unless it says otherwise;
 * rows are grouped by the columns listed, or by all others. Columns stand in the order in which the values first occur. Over no rows there
 * is no value and so no column.
 */
export const pivot: Plugin = {
  name: 'pivot',
  doc: 'Turns the values of a column into columns, each holding an aggregate over the rows with that value.',
  bind,
  run,
};

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator): Relation {
  const input = requireInput(given, node);
  const [first, ...rest] = node.call.arguments;
  const pivoted = columnArgument(input, first, node, 'the column whose values become columns');
  refuseDynamicKey(pivoted.type, first.span, 'pivot on');
  const isAggregate = (argument: Node | undefined): boolean =>
    argument?.kind === 'call' && context.functions.aggregates.has(argument.name.text);
  const aggregateNode = isAggregate(rest[0]) ? rest.shift() : undefined;
  const keyIndexes =
    rest.length > 0
      ? rest.map((argument) => columnArgument(input, argument, node, 'a column to group by').index)
      : otherColumns(input, pivoted.index, aggregateNode);
  const keys = keyIndexes
    .filter((index) => index >= 0)
    .map((index) => {
      const { name, type } = input.schema.columns[index];
      refuseDynamicKey(type, node.span, `group by \`${name}\`,`);
      return { name, explicit: true, expression: column(type, index, node.span), span: node.span };
    });
  const pivotKey = { name: pivoted.name, explicit: true, expression: column(pivoted.type, pivoted.index, node.span), span: first.span };
  const binding = new AggregateBinding(context, environment, input, [...keys, pivotKey]);
  const [cell] = binding.item(aggregateNode ?? countCall(node));
  const grouped: AggregatePlan = {
    kind: 'aggregate',
    input: input.plan,
    keys: [...keys, pivotKey].map((key) => key.expression),
    aggregates: binding.calls,
    schema: {
      columns: [
        ...[...keys, pivotKey].map(({ expression, name }) => ({ name, type: expression.type })),
        { name: 'cell', type: cell.expression.type },
      ],
    },
    span: node.span,
  };
  const missing = (): Cell => emptyCell(grouped);
  const keyColumns = grouped.schema.columns.slice(0, keys.length);
  const type = cell.expression.type;

  if (node.schema !== undefined) {
    const { schema } = declaredSchema(input.schema, node, pivoted.index);
    return declared(grouped, schema, keys.length, missing(), node, input);
  }
  const known = tableOf(context, node.span, grouped);
  if (known === undefined) {
    return { ...relationOf({ ...grouped, schema: { columns: keyColumns } }, input), open: true, hidden: undefined };
  }
  const values = pivotValues(known, keys.length);
  const taken = new Set(keyColumns.map(({ name }) => name));
  const names = values.map((value) => {
    const name = freeName(value, taken);
    taken.add(name);
    return name;
  });
  const schema: Schema = { columns: [...keyColumns, ...names.map((name) => ({ name, type }))] };
  const source: Plan = { kind: 'known', table: known.table, from: known.plan, schema: grouped.schema, span: node.span };
  const hint = known.table.rowCount === 0 ? `the pivot met 0 rows and so made no columns: ${emptyingStage(known, context)}` : input.hint;
  const plan = pivotPlan(source, schema, { keys: keys.length, values, missing: missing() }, node);
  return { ...relationOf(plan, input), open: false, vacant: false, hidden: undefined, hint };
}

function pivotPlan(input: Plan, schema: Schema, options: Options, node: EvaluateOperator): PluginPlan {
  return { kind: 'plugin', plugin: 'pivot', input, others: [], options, schema, span: node.span };
}

/** All columns but the pivoted one and the one that the aggregate is taken of. */
function otherColumns(input: Relation, pivoted: number, aggregate: Node | undefined): number[] {
  const used = new Set([pivoted]);
  if (aggregate?.kind === 'call') {
    for (const argument of aggregate.arguments) {
      if (argument.kind === 'name') used.add(input.schema.columns.findIndex(({ name }) => name === argument.text));
    }
  }
  return input.schema.columns.flatMap((_, index) => (used.has(index) ? [] : [index]));
}

function countCall({ span }: EvaluateOperator): Node {
  return { kind: 'call', span, name: { kind: 'name', span, text: 'count', bracketed: false }, arguments: [] };
}

/** What the aggregate gives over no row. */
function emptyCell({ aggregates: [call] }: AggregatePlan): Cell {
  const aggregator = call.function.create(call.site) as Aggregator;
  aggregator.resize(1);
  return cellAt(aggregator.results(1)[0], 0);
}

/** The distinct texts of the pivot column, in the order in which they first occur. */
function pivotValues({ table }: KnownTable, index: number): string[] {
  const { type } = table.schema.columns[index];
  const values = new Set<string>();
  for (const segment of table.segments) {
    const read = cellReader(segment.column(index));
    for (let row = 0; row < segment.length; row++) values.add(textOfCell(type, read(row)));
  }
  return [...values];
}

/** A declared schema names the key columns and those values that are wanted. */
function declared(grouped: AggregatePlan, schema: Schema, keys: number, missing: Cell, node: EvaluateOperator, input: Relation): Relation {
  const keyNames = grouped.schema.columns.slice(0, keys).map(({ name }) => name);
  keyNames.forEach((name, i) => {
    if (schema.columns[i]?.name !== name)
      fail(
        'unsupported',
        `pivot with a schema that does not begin with its key columns is not supported`,
        node.schema?.span,
        `begin it with ${keyNames.join(', ')}`,
      );
  });
  const values = schema.columns.slice(keys).map(({ name }) => name);
  return { ...relationOf(pivotPlan(grouped, schema, { keys, values, missing }, node), input), open: false, hidden: undefined };
}

function run(plan: PluginPlan, context: RunContext): Stage {
  const { keys, values, missing } = plan.options as Options;
  const keyTypes = plan.schema.columns.slice(0, keys).map(({ type }) => type);
  const grouper = keys > 0 ? createGrouper(keyTypes) : undefined;
  const places = new Places(plan.input.schema.columns[keys].type, values);
  /** The cells of all rows, and for each value and group the row that holds its cell. */
  const cells: Vector[] = [];
  let rowCount = 0;
  const rows: Int32Array[] = values.map(() => new Int32Array(0));
  return {
    push(segment) {
      const { length } = segment;
      const vectors = Array.from({ length: keys }, (_, i) => segment.column(i));
      const groups = grouper?.assign(vectors, length);
      const count = grouper?.count ?? 1;
      for (let place = 0; place < rows.length; place++) rows[place] = withRoom(rows[place], count);
      const placesOfRows = places.of(segment.column(keys), length);
      for (let row = 0; row < length; row++) {
        const place = placesOfRows[row];
        if (place >= 0) rows[place][groups === undefined ? 0 : groups[row]] = rowCount + row;
      }
      const cell = segment.column(keys + 1);
      cells.push(cell.encoding === 'constant' ? { ...cell, length } : cell);
      rowCount += length;
      context.charge(length * 16, plan.span);
      return [];
    },
    *finish(): Generator<Segment> {
      const count = grouper?.count ?? (values.length > 0 ? 1 : 0);
      const type = plan.input.schema.columns[keys + 1].type;
      // the last row is the cell for which there was none
      const all = concatenate(type, [...cells, constantVector(type, missing ?? missingCell(type), 1)]);
      const pivoted = rows.map((own) => {
        const wanted = withRoom(own, count).slice(0, count);
        for (let group = 0; group < count; group++) if (wanted[group] < 0) wanted[group] = rowCount;
        return gather(all, wanted);
      });
      yield* segmentsOf([...(grouper?.keys() ?? []), ...pivoted], count);
    },
  };
}

/** Rows by group, -1 where there is none. */
function withRoom(rows: Int32Array, count: number): Int32Array {
  if (count <= rows.length) return rows;
  const grown = new Int32Array(Math.max(count, rows.length * 2)).fill(-1);
  grown.set(rows);
  return grown;
}

/** The places of the columns that values have, -1 for those without one; of a dictionary's entries each is looked up once. */
class Places {
  private readonly type: ScalarType;
  private readonly places: ReadonlyMap<string, number>;
  private readonly ofEntries = new WeakMap<TextEntries, Int32Array>();
  private buffer: Int32Array = new Int32Array(0);

  constructor(type: ScalarType, values: readonly string[]) {
    this.type = type;
    this.places = new Map(values.map((value, i) => [value, i]));
  }

  of(vector: Vector, length: number): Int32Array {
    this.buffer = roomFor(this.buffer, length);
    const out = this.buffer;
    if (vector.encoding === 'coded-text') {
      const { codes, dictionary } = vector;
      const known = this.entryPlaces(dictionary);
      for (let row = 0; row < length; row++) {
        const code = codes[row];
        if (known[code] === unasked) known[code] = this.places.get(dictionary.entries[code]) ?? -1;
        out[row] = known[code];
      }
      return out;
    }
    const read = cellReader(vector);
    for (let row = 0; row < length; row++) out[row] = this.places.get(textOfCell(this.type, read(row))) ?? -1;
    return out;
  }

  private entryPlaces(dictionary: TextEntries): Int32Array {
    const size = dictionary.entries.length;
    let known = this.ofEntries.get(dictionary);
    if (known === undefined || known.length < size) {
      const grown = new Int32Array(Math.max(size, (known?.length ?? 0) * 2)).fill(unasked);
      if (known !== undefined) grown.set(known);
      known = grown;
      this.ofEntries.set(dictionary, known);
    }
    return known;
  }
}

const unasked = -2;
