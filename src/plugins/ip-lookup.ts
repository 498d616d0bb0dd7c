import { convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { bindTabular } from '../binder/tabular.ts';
import { isUnknown } from '../binder/unknown.ts';
import { missingCell } from '../data/builder.ts';
import { cellReader } from '../data/cells.ts';
import { type Column, freeName } from '../data/schema.ts';
import { createSegment, pickColumns, type Segment, segmentLength, selectRows, sideBySide } from '../data/segment.ts';
import { constantVector, type Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { createGrouper, type Grouper } from '../engine/group.ts';
import { concatenateSegments } from '../engine/rows.ts';
import { collect, type Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import { maskIpv4, parseIpv4 } from '../functions/lib/ipv4-address.ts';
import { maskIpv6, parseIpv6 } from '../functions/lib/ipv6-address.ts';
import { column, type Expression } from '../plan/expression.ts';
import type { PluginPlan } from '../plan/plan.ts';
import type { EvaluateOperator, Expression as Node } from '../syntax/ast.ts';
import { columnArgument, requireInput } from './arguments.ts';
import type { Plugin } from './plugin.ts';

interface Options {
  readonly sourceKey: Expression;
  readonly lookupKey: Expression;
  /** Further columns whose values must be equal. */
  readonly sourceExtra: readonly Expression[];
  readonly lookupExtra: readonly Expression[];
  readonly lookupColumns: readonly number[];
  readonly unmatched: boolean;
}

/** One family of addresses: how one is read, and its first bits as a key. */
interface Family<Address> {
  readonly parse: (text: string) => { readonly address: Address; readonly prefix: number } | undefined;
  readonly mask: (address: Address, prefix: number) => Address;
  readonly lookupFirst: boolean;
}

/**
 * ipv4_lookup(table, source key, lookup key, further keys…, return_unmatched): for each row all rows of the table whose network holds its
 * address. A network in place of the address matches by the fewer of both prefixes' bits.
 */
const ipv4Lookup = lookupPlugin('ipv4_lookup', 'IPv4', { parse: parseIpv4, mask: maskIpv4, lookupFirst: false });

/** ipv6_lookup(table, source key, lookup key, return_unmatched): as ipv4_lookup; the columns of the table come first. */
const ipv6Lookup = lookupPlugin('ipv6_lookup', 'IPv6', { parse: parseIpv6, mask: maskIpv6, lookupFirst: true });

export const ipLookupPlugins: readonly Plugin[] = [ipv4Lookup, ipv6Lookup];

function lookupPlugin<Address extends number | bigint>(name: string, what: string, family: Family<Address>): Plugin {
  return {
    name,
    doc: `Joins rows with the rows of a table whose ${what} network holds their address.`,
    bind: (context, environment, input, node) => bind(context, environment, input, node, family.lookupFirst),
    run: (plan, context) => run(plan, context, family),
  };
}

function bind(
  context: BindContext,
  environment: Environment,
  given: Relation | undefined,
  node: EvaluateOperator,
  lookupFirst: boolean,
): Relation {
  const input = requireInput(given, node);
  const { name } = node.call;
  const { positional, unmatched } = separate(node);
  const [table, sourceNode, lookupNode, ...extra] = positional;
  if (table === undefined || lookupNode === undefined)
    fail('semantic', `${name.text} needs a table, a column of the input and a column of the table`, node.call.span);
  if (lookupFirst && extra.length > 0) fail('semantic', `${name.text} takes no further keys`, extra[0].span);
  const lookup = bindTabular(context, environment, table);
  const source = columnArgument(input, sourceNode, node, 'the column with the address');
  const keyOf = (relation: Relation, key: Node, what: string): { index: number; expression: Expression; name: string } => {
    if (key.kind !== 'name') fail('semantic', `${name.text} takes a column as ${what}`, key.span);
    const { index, type } = requireColumn(relation, key.text, key.span);
    return { index, expression: column(type, index, key.span), name: key.text };
  };
  const text = (expression: Expression): Expression => convert(context.functions, expression, 'string');
  const lookupKey = keyOf(lookup, lookupNode, 'the column with the network');
  const sourceExtra = extra.map((key) => keyOf(input, key, 'a further key'));
  const lookupExtra = extra.map((key) => keyOf(lookup, key, 'a further key'));
  extra.forEach((key, i) => {
    const [a, b] = [sourceExtra[i].expression, lookupExtra[i].expression];
    if (a.type !== b.type && !isUnknown(a) && !isUnknown(b))
      fail('semantic', `the key is ${a.type} in one table and ${b.type} in the other`, key.span);
  });
  const dropped = new Set(lookupExtra.map(({ index }) => index));
  const lookupColumns = lookup.schema.columns.flatMap((_, index) => (dropped.has(index) ? [] : [index]));
  const found = renamed(input, lookup, lookupColumns);
  const columns = lookupFirst ? [...found, ...input.schema.columns] : [...input.schema.columns, ...found];
  const options: Options = {
    sourceKey: text(column(source.type, source.index, sourceNode.span)),
    lookupKey: text(lookupKey.expression),
    sourceExtra: sourceExtra.map(({ expression }) => expression),
    lookupExtra: lookupExtra.map(({ expression }) => expression),
    lookupColumns,
    unmatched,
  };
  const plan: PluginPlan = {
    kind: 'plugin',
    plugin: name.text,
    input: input.plan,
    others: [lookup.plan],
    options,
    schema: { columns },
    span: node.span,
  };
  return { ...relationOf(plan, input), open: input.open || lookup.open };
}

/** The last argument may be return_unmatched, by name or as true or false. */
function separate(node: EvaluateOperator): { positional: Node[]; unmatched: boolean } {
  const positional: Node[] = [];
  let unmatched = false;
  node.call.arguments.forEach((argument, index) => {
    const value = argument.kind === 'named' ? argument.value : argument;
    if (argument.kind === 'named' && argument.names[0].text !== 'return_unmatched')
      fail('semantic', `${node.call.name.text} has no argument \`${argument.names[0].text}\``, argument.span, 'it has return_unmatched');
    const isFlag = value.kind === 'literal' && typeof value.value === 'boolean';
    if (argument.kind === 'named' && !isFlag) fail('semantic', '`return_unmatched` is true or false', value.span);
    if (argument.kind === 'named' || (isFlag && index === node.call.arguments.length - 1)) unmatched = isFlag && value.value === true;
    else positional.push(argument);
  });
  return { positional, unmatched };
}

/** The columns of the table; a name that the input has takes the first number that neither side has. */
function renamed(input: Relation, lookup: Relation, kept: readonly number[]): Column[] {
  const taken = new Set(input.schema.columns.map(({ name }) => name));
  const everywhere = new Set([...taken, ...lookup.schema.columns.map(({ name }) => name)]);
  return kept.map((index) => {
    const { name, type } = lookup.schema.columns[index];
    const free = taken.has(name) ? freeName(name, { has: (candidate) => taken.has(candidate) || everywhere.has(candidate) }) : name;
    taken.add(free);
    return { name: free, type };
  });
}

function run<Address extends number | bigint>(plan: PluginPlan, context: RunContext, family: Family<Address>): Stage {
  const options = plan.options as Options;
  const evaluator = createEvaluator(context);
  let networks: Networks<Address> | undefined;
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
      const found = rows;
      networks = new Networks(
        family,
        evaluator.evaluate(options.lookupKey, found),
        options.lookupExtra.map((key) => evaluator.evaluate(key, found)),
        table.rowCount,
      );
      context.charge(table.rowCount * 64, plan.span);
    },
    *push(segment) {
      const { lookupColumns, unmatched } = options;
      const lookupRows = rows as Segment;
      const none = lookupRows.length - 1;
      const matches = (networks as Networks<Address>).matcher(
        evaluator.evaluate(options.sourceKey, segment),
        options.sourceExtra.map((key) => evaluator.evaluate(key, segment)),
      );
      const combine = (left: number[], right: number[]): Segment => {
        const source = selectRows(segment, Int32Array.from(left));
        const looked = pickColumns(selectRows(lookupRows, Int32Array.from(right)), lookupColumns);
        return family.lookupFirst ? sideBySide(looked, source) : sideBySide(source, looked);
      };
      let left: number[] = [];
      let right: number[] = [];
      for (let row = 0; row < segment.length; row++) {
        const found = matches(row);
        if (found.length === 0 && unmatched) {
          left.push(row);
          right.push(none);
        }
        for (const match of found) {
          left.push(row);
          right.push(match);
          if (left.length < segmentLength) continue;
          yield combine(left, right);
          [left, right] = [[], []];
        }
        if ((row & 1023) === 1023) context.interrupt();
      }
      if (left.length > 0) yield combine(left, right);
    },
  };
}

/** The rows of networks by prefix length and masked address, so that a row is looked up once for each length that occurs. */
class Networks<Address extends number | bigint> {
  private readonly family: Family<Address>;
  private readonly parsed: { readonly row: number; readonly group: number; readonly address: Address; readonly prefix: number }[] = [];
  private readonly grouper: Grouper | undefined;
  /** By the prefix of what is looked up; nearly always there is one. */
  private readonly tables = new Map<number, { readonly bits: number; readonly rows: Map<string | Address, number[]> }[]>();

  constructor(family: Family<Address>, key: Vector, extra: readonly Vector[], count: number) {
    this.family = family;
    this.grouper = extra.length > 0 ? createGrouper(extra.map(({ type }) => type)) : undefined;
    const groups = this.grouper?.assign(extra, key.length);
    const read = cellReader(key);
    for (let row = 0; row < count; row++) {
      const network = family.parse(read(row) as string);
      if (network !== undefined) this.parsed.push({ row, group: groups?.[row] ?? 0, ...network });
    }
  }

  /** Gives the rows that match a row, in their order. */
  matcher(key: Vector, extra: readonly Vector[]): (row: number) => readonly number[] {
    const groups = this.grouper?.find(extra, key.length).slice();
    const read = cellReader(key);
    const known = new Map<string, readonly number[]>();
    return (row) => {
      const group = groups?.[row] ?? 0;
      const text = read(row) as string;
      if (groups !== undefined) return group < 0 ? [] : this.find(text, group);
      let found = known.get(text);
      if (found === undefined) {
        found = this.find(text, 0);
        known.set(text, found);
      }
      return found;
    };
  }

  private find(text: string, group: number): readonly number[] {
    const wanted = this.family.parse(text);
    if (wanted === undefined) return [];
    const found: number[] = [];
    for (const { bits, rows } of this.tablesFor(wanted.prefix)) {
      const matches = rows.get(this.keyOf(wanted.address, bits, group));
      if (matches !== undefined) found.push(...matches);
    }
    return found.sort((a, b) => a - b);
  }

  private tablesFor(prefix: number): { readonly bits: number; readonly rows: Map<string | Address, number[]> }[] {
    let tables = this.tables.get(prefix);
    if (tables === undefined) {
      const byBits = new Map<number, Map<string | Address, number[]>>();
      for (const network of this.parsed) {
        const bits = Math.min(network.prefix, prefix);
        let rows = byBits.get(bits);
        if (rows === undefined) byBits.set(bits, (rows = new Map()));
        const key = this.keyOf(network.address, bits, network.group);
        const list = rows.get(key);
        if (list === undefined) rows.set(key, [network.row]);
        else list.push(network.row);
      }
      tables = [...byBits].map(([bits, rows]) => ({ bits, rows }));
      this.tables.set(prefix, tables);
    }
    return tables;
  }

  private keyOf(address: Address, bits: number, group: number): string | Address {
    const masked = this.family.mask(address, bits);
    return this.grouper === undefined ? masked : `${group}/${masked}`;
  }
}
