import { convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { bindTabular } from '../binder/tabular.ts';
import { missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import type { Dynamic } from '../data/dynamic.ts';
import { type Column, freeName } from '../data/schema.ts';
import { createSegment, pickColumns, type Segment, segmentLength, selectRows, sideBySide } from '../data/segment.ts';
import { constantVector, type Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { concatenateSegments } from '../engine/rows.ts';
import { collect, type Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import { earthRadius, pointAt } from '../functions/lib/geo/earth.ts';
import { containsPoint } from '../functions/lib/geo/loop.ts';
import { linesIn, polygonsIn } from '../functions/lib/geo/shapes.ts';
import { angle, type Point } from '../functions/lib/geo/vector.ts';
import { column, type Expression } from '../plan/expression.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { columnArgument, constantArgument, pluginArguments, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

interface Options {
  readonly longitude: Expression;
  readonly latitude: Expression;
  readonly key: Expression;
  readonly lookupColumns: readonly number[];
  /** Meters; undefined where only what holds the place counts. */
  readonly radius: number | undefined;
  readonly unmatched: boolean;
}

/** Whether a place is where a shape is; undefined for what is no shape. */
type Test = ((point: Point) => boolean) | undefined;
type Tester = (value: Dynamic, radius: number | undefined) => Test;

/**
 * geo_polygon_lookup(table, polygon column, longitude column, latitude column, radius, return_unmatched, lookup_area_radius, return_lookup_key):
 * for each row the rows of the table whose polygon holds its place, or is within the radius of it. The lookup_area_radius only makes Kusto faster.
 */
const geoPolygonLookup = lookupPlugin('geo_polygon_lookup', 'polygon', polygonTest);

/** geo_line_lookup(table, line column, longitude column, latitude column, radius, …): the same with lines, whose radius must be given. */
const geoLineLookup = lookupPlugin('geo_line_lookup', 'line', lineTest);

export const geoLookupPlugins: readonly Plugin[] = [geoPolygonLookup, geoLineLookup];

function lookupPlugin(name: string, what: string, tester: Tester): Plugin {
  return {
    name,
    doc: `Joins rows with the rows of a table whose ${what} is where they are.`,
    bind: (context, environment, input, node) => bind(context, environment, input, node, what),
    run: (plan, context) => run(plan, context, tester),
  };
}

function polygonTest(value: Dynamic, radius: number | undefined): Test {
  const polygons = polygonsIn(value);
  if (polygons === null) return undefined;
  return (point) =>
    polygons.parts.some((part) => containsPoint(part, point) || (radius !== undefined && isWithin(part.tree, point, radius / earthRadius)));
}

function lineTest(value: Dynamic, radius: number | undefined): Test {
  const lines = linesIn(value);
  return lines === null || radius === undefined ? undefined : (point) => isWithin(lines.tree, point, radius / earthRadius);
}

type Tree = NonNullable<ReturnType<typeof linesIn>>['tree'];

function isWithin(tree: Tree, point: Point, radius: number): boolean {
  // a way through the Earth is never longer than the one around it
  if (tree.isBeyond(point, radius)) return false;
  const nearest = tree.nearest(point);
  return nearest !== undefined && angle(point, nearest.point) <= radius;
}

const argumentNames = [
  'LookupTable',
  'LookupKey',
  'SourceLongitude',
  'SourceLatitude',
  'radius',
  'return_unmatched',
  'lookup_area_radius',
  'return_lookup_key',
];

function bind(context: BindContext, environment: Environment, given: Relation | undefined, node: EvaluateOperator, what: string): Relation {
  const input = requireInput(given, node);
  const { name } = node.call;
  const found = pluginArguments(node, argumentNames);
  const { LookupTable: table, LookupKey: keyNode, SourceLongitude: longitudeNode, SourceLatitude: latitudeNode } = found;
  if (table === undefined || keyNode === undefined)
    fail('semantic', `${name.text} needs a table, its column with the ${what}, and the columns of longitude and latitude`, node.call.span);
  const lookup = bindTabular(context, environment, table);
  if (keyNode.kind !== 'name') fail('semantic', `${name.text} takes a column as the ${what}`, keyNode.span);
  const key = requireColumn(lookup, keyNode.text, keyNode.span);
  const place = (argument: Node | undefined, meaning: string): Expression => {
    const { type, index } = columnArgument(input, argument, node, meaning);
    return convert(context.functions, column(type, index, (argument as Node).span), 'real');
  };
  const flag = (argument: Node | undefined): boolean => constantArgument(context, environment, argument, 'bool', false, node) === true;
  const meters = (argument: Node | undefined): number | undefined => numberArgument(context, environment, argument, node);
  const radius = meters(found.radius);
  meters(found.lookup_area_radius);
  if (what === 'line' && radius === undefined) fail('semantic', `${name.text} needs a radius`, node.call.span);
  const withKey = flag(found.return_lookup_key);
  const lookupColumns = lookup.schema.columns.flatMap((_, index) => (index === key.index && !withKey ? [] : [index]));
  const options: Options = {
    longitude: place(longitudeNode, 'the column of longitudes'),
    latitude: place(latitudeNode, 'the column of latitudes'),
    key: convert(context.functions, column(key.type, key.index, keyNode.span), 'dynamic'),
    lookupColumns,
    radius,
    unmatched: flag(found.return_unmatched),
  };
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: name.text,
    input: input.plan,
    others: [lookup.plan],
    options,
    schema: { columns: [...input.schema.columns, ...renamed(input, lookup, lookupColumns)] },
    span: node.span,
  };
  return { ...relationOf(plan, input), open: input.open || lookup.open };
}

function numberArgument(
  context: BindContext,
  environment: Environment,
  argument: Node | undefined,
  node: EvaluateOperator,
): number | undefined {
  if (argument === undefined) return undefined;
  const isWhole = argument.kind === 'literal' && argument.type === 'long';
  const value = constantArgument(context, environment, argument, isWhole ? 'long' : 'real', null, node);
  if (typeof value !== 'number' || !(value >= 0)) fail('semantic', `${node.call.name.text} takes a number of meters here`, argument.span);
  return value;
}

/** The columns of the table; a name that the input has takes the first number that neither side has. */
function renamed(input: Relation, lookup: Relation, kept: readonly number[]): Column[] {
  const taken = new Set([...input.schema.columns, ...lookup.schema.columns].map(({ name }) => name));
  const own = new Set(input.schema.columns.map(({ name }) => name));
  return kept.map((index) => {
    const { name, type } = lookup.schema.columns[index];
    const free = own.has(name) ? freeName(name, taken) : name;
    taken.add(free);
    return { name: free, type };
  });
}

function run(plan: PluginPlan, context: RunContext, tester: Tester): Stage {
  const options = plan.options as Options;
  const evaluator = createEvaluator(context);
  let tests: { readonly row: number; readonly holds: (point: Point) => boolean }[] = [];
  let rows: Segment | undefined;
  return {
    async begin() {
      const [lookup] = plan.others;
      const table = await collect(lookup, context);
      const missing = createSegment(
        lookup.schema.columns.map(({ type }) => constantVector(type, missingCell(type), 1)),
        1,
      );
      rows = concatenateSegments(lookup.schema, [...table.segments, missing]);
      tests = testsOf(evaluator.evaluate(options.key, rows), table.rowCount, options.radius, tester);
      context.charge(table.rowCount * 64, plan.span);
    },
    *push(segment) {
      const lookupRows = rows as Segment;
      const longitude = cellReader(evaluator.evaluate(options.longitude, segment));
      const latitude = cellReader(evaluator.evaluate(options.latitude, segment));
      const combine = (left: number[], right: number[]): Segment =>
        sideBySide(
          selectRows(segment, Int32Array.from(left)),
          pickColumns(selectRows(lookupRows, Int32Array.from(right)), options.lookupColumns),
        );
      let left: number[] = [];
      let right: number[] = [];
      for (let row = 0; row < segment.length; row++) {
        const [x, y] = [longitude(row) as number | null, latitude(row) as number | null];
        const point = x === null || y === null ? null : pointAt(x, y);
        const matches = point === null ? [] : tests.filter(({ holds }) => holds(point)).map((test) => test.row);
        if (matches.length === 0 && options.unmatched) matches.push(lookupRows.length - 1);
        for (const match of matches) {
          left.push(row);
          right.push(match);
          if (left.length < segmentLength) continue;
          yield combine(left, right);
          [left, right] = [[], []];
        }
        if ((row & 63) === 63) context.interrupt();
      }
      if (left.length > 0) yield combine(left, right);
    },
  };
}

function testsOf(
  key: Vector,
  count: number,
  radius: number | undefined,
  tester: Tester,
): { readonly row: number; readonly holds: (point: Point) => boolean }[] {
  const read = cellReader(key);
  const tests: { row: number; holds: (point: Point) => boolean }[] = [];
  for (let row = 0; row < count; row++) {
    const holds = tester(read(row) as Dynamic, radius);
    if (holds !== undefined) tests.push({ row, holds });
  }
  return tests;
}
