import { commonType, convert } from '../binder/coercion.ts';
import type { BindContext, Environment } from '../binder/context.ts';
import { checkParameters, parameterText } from '../binder/parameters.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { requireColumn } from '../binder/scope.ts';
import { bindTabular } from '../binder/tabular.ts';
import { unknownType } from '../binder/unknown.ts';
import { missingCell } from '../data/builder.ts';
import { type Column, freeName, type Schema } from '../data/schema.ts';
import { createSegment, type Segment, segmentLength, selectRows, sideBySide } from '../data/segment.ts';
import { constantVector, type Vector } from '../data/vector.ts';
import type { RunContext } from '../engine/context.ts';
import { createEvaluator } from '../engine/evaluate.ts';
import { createGrouper, type Grouper } from '../engine/group.ts';
import { concatenateSegments } from '../engine/rows.ts';
import { collect, type Stage } from '../engine/run.ts';
import { fail, type Span } from '../errors.ts';
import { column, type Expression } from '../plan/expression.ts';
import type { JoinKind, JoinPlan } from '../plan/plan.ts';
import type { JoinOperator, Expression as Node } from '../syntax/ast.ts';

const kinds: Readonly<Record<string, JoinKind>> = {
  innerunique: 'innerunique',
  inner: 'inner',
  leftouter: 'leftouter',
  rightouter: 'rightouter',
  fullouter: 'fullouter',
  leftsemi: 'leftsemi',
  rightsemi: 'rightsemi',
  leftanti: 'leftanti',
  anti: 'leftanti',
  leftantisemi: 'leftanti',
  rightanti: 'rightanti',
  rightantisemi: 'rightanti',
};

/**
 * `join kind=… (right) on keys`: all columns of the left and then of the right side, a right name that is taken getting 1, 2, …. Without a
 * kind it is innerunique: of the left rows with equal keys only the first counts. Null keys match null keys.
 */
export function bindJoin(context: BindContext, environment: Environment, input: Relation, node: JoinOperator): Relation {
  checkParameters(context, node.parameters, ['kind'], 'join');
  const kindText = parameterText(node.parameters, 'kind') ?? { text: 'innerunique', span: node.keywordSpan };
  const kind = Object.hasOwn(kinds, kindText.text) ? kinds[kindText.text] : undefined;
  if (kind === undefined)
    fail('semantic', `there is no join kind \`${kindText.text}\``, kindText.span, `the kinds are ${Object.keys(kinds).join(', ')}`);
  const right = bindTabular(context, environment, node.right);
  if (node.where !== undefined)
    fail('unsupported', '`join … where` is not supported yet', node.where.span, 'join on keys, then filter with `where`');
  if (node.on === undefined)
    fail('semantic', '`join` needs `on` and a key', node.keywordSpan, 'to join every row with every other, join on a constant column');
  const keys = bindJoinKeys(context, input, right, node.on);
  const hasLeft = kind !== 'rightsemi' && kind !== 'rightanti';
  const hasRight = kind !== 'leftsemi' && kind !== 'leftanti';
  const left = hasLeft ? input.schema.columns : [];
  const rightOnly = hasRight ? right.schema.columns : [];
  const schema = joinedSchema(
    { columns: left },
    { columns: hasLeft ? besideOpen(input, rightOnly) : rightOnly },
    input.schema,
    right.schema,
  );
  const plan: JoinPlan = {
    kind: 'join',
    input: input.plan,
    right: right.plan,
    join: kind,
    ...keys,
    rightColumns: rightOnly.map((_, index) => index),
    schema,
    span: node.span,
  };
  return {
    ...relationOf(plan),
    open: (hasLeft && input.open) || (hasRight && right.open),
    hidden: input.hidden,
    hint: input.hint ?? right.hint,
  };
}

/** Right columns as they are known before the left side is: a column of the left side may have the name, and its own type. */
export function besideOpen(left: Relation, right: readonly Column[]): readonly Column[] {
  return left.open ? right.map(({ name }) => ({ name, type: unknownType })) : right;
}

/** The columns of both sides; a right name that stands on the left takes the first number that no name of either side has. */
export function joinedSchema(left: Schema, right: Schema, ...all: readonly Schema[]): Schema {
  const everywhere = new Set(all.flatMap((schema) => schema.columns.map((existing) => existing.name)));
  const taken = new Set(left.columns.map((existing) => existing.name));
  const columns = [...left.columns];
  for (const { name, type } of right.columns) {
    if (!taken.has(name)) {
      taken.add(name);
      columns.push({ name, type });
      continue;
    }
    const free = freeName(name, { has: (candidate) => taken.has(candidate) || everywhere.has(candidate) });
    taken.add(free);
    columns.push({ name: free, type });
  }
  return { columns };
}

/** `on key`, `on $left.a == $right.b`, several with `,` or `and`: columns only, brought to one type. */
export function bindJoinKeys(
  context: BindContext,
  left: Relation,
  right: Relation,
  nodes: readonly Node[],
): { leftKeys: Expression[]; rightKeys: Expression[] } {
  const leftKeys: Expression[] = [];
  const rightKeys: Expression[] = [];
  for (const node of nodes.flatMap(conditions)) {
    const { leftName, rightName } = keyNames(node);
    const l = requireColumn(left, leftName.text, leftName.span);
    const r = requireColumn(right, rightName.text, rightName.span);
    const common = commonType([l.type, r.type]);
    if (l.type === 'dynamic' || r.type === 'dynamic') {
      fail(
        'semantic',
        `\`${leftName.text}\` is dynamic and cannot be a join key`,
        node.span,
        'extend both sides with a converted column, for example tostring()',
      );
    }
    if (common === undefined) {
      fail(
        'semantic',
        `the join keys have different types: ${l.type} and ${r.type}`,
        node.span,
        'convert one of them with extend before the join',
      );
    }
    leftKeys.push(keyColumn(context, l, common, leftName.span));
    rightKeys.push(keyColumn(context, r, common, rightName.span));
  }
  return { leftKeys, rightKeys };
}

function keyColumn(
  context: BindContext,
  key: { index: number; type: Expression['type'] },
  type: Expression['type'],
  span: Span,
): Expression {
  const expression = column(key.type, key.index, span);
  return key.type === unknownType ? expression : convert(context.functions, expression, type);
}

function conditions(node: Node): Node[] {
  if (node.kind === 'parenthesized') return conditions(node.expression);
  return node.kind === 'logical' && node.operator === 'and' ? node.operands.flatMap(conditions) : [node];
}

type KeyName = { readonly text: string; readonly span: Span };

function keyNames(node: Node): { leftName: KeyName; rightName: KeyName } {
  if (node.kind === 'name') return { leftName: node, rightName: node };
  if (node.kind === 'binary' && node.operator === '==') {
    const sides = [sideName(node.left), sideName(node.right)];
    const left = sides.find((side) => side?.side === '$left');
    const right = sides.find((side) => side?.side === '$right');
    if (left !== undefined && right !== undefined) return { leftName: left, rightName: right };
  }
  return fail(
    'semantic',
    'a join key is a column of both sides, or an equality of two',
    node.span,
    'write `on Key` or `on $left.A == $right.B`; extend a column for anything else',
  );
}

function sideName(node: Node): (KeyName & { side: string }) | undefined {
  if (node.kind === 'parenthesized') return sideName(node.expression);
  const text =
    node.kind === 'path' && node.member.kind === 'name'
      ? node.member.text
      : node.kind === 'element' && node.index.kind === 'literal'
        ? node.index.value
        : undefined;
  if ((node.kind !== 'path' && node.kind !== 'element') || node.base.kind !== 'name' || typeof text !== 'string') return undefined;
  return { side: node.base.text, text, span: node.span };
}

/**
 * Hash join: the right side is grouped by its keys and its rows chained within each group; left rows look up their group. What comes out are
 * pairs of row numbers, and columns are gathered when somebody reads them.
 */
export function runJoin(plan: JoinPlan, context: RunContext): Stage {
  const { join } = plan;
  const evaluator = createEvaluator(context);
  const grouper = createGrouper(plan.leftKeys.map((key) => key.type));
  const leftWidth = plan.schema.columns.length - plan.rightColumns.length;
  let build: Build | undefined;
  let seenLeft: LeftOnce | undefined;

  const leftGroups = (segment: Segment): Int32Array =>
    grouper.find(
      plan.leftKeys.map((key) => evaluator.evaluate(key, segment)),
      segment.length,
    );

  return {
    async begin() {
      build = await buildRight(plan, context, grouper);
      if (join === 'innerunique') seenLeft = new LeftOnce(grouper.count);
    },
    *push(segment) {
      const { rows, rowCount, chains, matched } = build as Build;
      const groups = leftGroups(segment);
      switch (join) {
        case 'leftsemi':
        case 'leftanti': {
          const wanted = join === 'leftsemi';
          yield selectRows(
            segment,
            rowsWhere(segment.length, (row) => groups[row] >= 0 === wanted),
          );
          return;
        }
        case 'rightsemi':
        case 'rightanti':
          for (let row = 0; row < segment.length; row++) if (groups[row] >= 0) matched[groups[row]] = 1;
          return;
      }
      const outer = join === 'leftouter' || join === 'fullouter';
      // a row whose key has been met does not count again
      if (seenLeft !== undefined) for (let row = 0; row < segment.length; row++) if (!seenLeft.first(groups[row])) groups[row] = -1;
      if (join === 'rightouter' || join === 'fullouter') {
        for (let row = 0; row < segment.length; row++) if (groups[row] >= 0) matched[groups[row]] = 1;
      }
      // the groups array belongs to the grouper, which may serve others before this generator goes on
      for (const part of pairedRows(groups.slice(0, segment.length), chains, outer ? rowCount : -1)) yield pairs(segment, rows, part, plan);
    },
    *finish() {
      const { rows, rowCount, groups, matched } = build as Build;
      if (join === 'rightsemi' || join === 'rightanti') {
        const wanted = join === 'rightsemi' ? 1 : 0;
        yield* rightRows(
          rows,
          plan,
          rowsWhere(rowCount, (row) => matched[groups[row]] === wanted),
          [],
        );
      } else if (join === 'rightouter' || join === 'fullouter') {
        const empty = plan.schema.columns.slice(0, leftWidth).map(
          ({ type }) =>
            (length: number) =>
              constantVector(type, missingCell(type), length) as Vector,
        );
        yield* rightRows(
          rows,
          plan,
          rowsWhere(rowCount, (row) => matched[groups[row]] === 0),
          empty,
        );
      }
    },
  };
}

/** The right side in memory, its rows chained by group; for joins that keep lonely left rows one more row of missing values follows. */
interface Build {
  readonly rows: Segment;
  readonly rowCount: number;
  /** The group of each row. */
  readonly groups: Int32Array;
  /** Undefined where every group has one row, which then has the group's number. */
  readonly chains: Chains | undefined;
  /** 1 for groups that a left row has met. */
  readonly matched: Uint8Array;
}

/** The first row of each group, and of each row the next one of its group, -1 at the end. */
interface Chains {
  readonly heads: Int32Array;
  readonly next: Int32Array;
}

async function buildRight(plan: JoinPlan, context: RunContext, grouper: Grouper): Promise<Build> {
  const table = await collect(plan.right, context);
  const schema = plan.right.schema;
  const missing = createSegment(
    schema.columns.map(({ type }) => constantVector(type, missingCell(type), 1)),
    1,
  );
  const evaluator = createEvaluator(context);
  const groups = new Int32Array(table.rowCount);
  let at = 0;
  for (const segment of table.segments) {
    const keys = plan.rightKeys.map((key) => evaluator.evaluate(key, segment));
    groups.set(grouper.assign(keys, segment.length).subarray(0, segment.length), at);
    at += segment.length;
    await context.breathe();
  }
  const chains = grouper.count < table.rowCount ? chainsOf(groups, grouper.count) : undefined;
  context.charge(
    grouper.bytes + groups.byteLength + (chains === undefined ? 0 : chains.heads.byteLength + chains.next.byteLength),
    plan.span,
  );
  // a row of nulls costs every column its shared dictionary and the absence of nulls
  const segments = plan.join === 'leftouter' || plan.join === 'fullouter' ? [...table.segments, missing] : table.segments;
  const rows = concatenateSegments(schema, segments);
  return { rows, rowCount: table.rowCount, groups, chains, matched: new Uint8Array(grouper.count) };
}

function chainsOf(groups: Int32Array, groupCount: number): Chains {
  const heads = new Int32Array(groupCount).fill(-1);
  const next = new Int32Array(groups.length);
  // from the last row to the first, so that a chain runs in the order of the rows
  for (let row = groups.length - 1; row >= 0; row--) {
    next[row] = heads[groups[row]];
    heads[groups[row]] = row;
  }
  return { heads, next };
}

/** Row numbers of both sides. */
interface PairedRows {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** Goes through the rows of a left segment and finds the right rows of each, a segment's worth of pairs at a time. */
function* pairedRows(groups: Int32Array, chains: Chains | undefined, none: number): Generator<PairedRows> {
  if (chains === undefined) {
    const all = singlePairs(groups, none);
    if (all.left.length > 0) yield all;
    return;
  }
  const pairing = new Pairing(groups, chains, none);
  for (let part = pairing.next(); part.left.length > 0; part = pairing.next()) yield part;
}

/** No right group has a second row, so that a group is its row and no branch hangs on the data. */
function singlePairs(groups: Int32Array, none: number): PairedRows {
  const left = new Int32Array(groups.length);
  const right = new Int32Array(groups.length);
  let count = 0;
  for (let row = 0; row < groups.length; row++) {
    const at = groups[row] < 0 ? none : groups[row];
    left[count] = row;
    right[count] = at;
    count += at < 0 ? 0 : 1;
  }
  return { left: left.subarray(0, count), right: right.subarray(0, count) };
}

class Pairing {
  private readonly groups: Int32Array;
  private readonly chains: Chains;
  /** The right row that stands for "none", -1 where rows without a partner are left out. */
  private readonly none: number;
  private row = -1;
  /** Where the chain of `row` goes on, -1 when it has ended. */
  private at = -1;

  constructor(groups: Int32Array, chains: Chains, none: number) {
    this.groups = groups;
    this.chains = chains;
    this.none = none;
  }

  /** The next pairs, none at the end. A method and not a generator, whose loops are slow. */
  next(): PairedRows {
    const { groups, none } = this;
    const { heads, next } = this.chains;
    const left = new Int32Array(segmentLength);
    const right = new Int32Array(segmentLength);
    let count = 0;
    let { row, at } = this;
    while (count < segmentLength) {
      if (at < 0) {
        if (++row >= groups.length) break;
        const group = groups[row];
        at = group < 0 ? none : heads[group];
        if (at < 0) continue;
      }
      left[count] = row;
      right[count++] = at;
      at = at === none ? -1 : next[at];
    }
    this.row = row;
    this.at = at;
    return { left: left.subarray(0, count), right: right.subarray(0, count) };
  }
}

function pairs(left: Segment, right: Segment, rows: PairedRows, plan: JoinPlan): Segment {
  const rightSide = selectRows(right, rows.right);
  const { rightColumns } = plan;
  const picked: Segment = {
    length: rightSide.length,
    width: rightColumns.length,
    column: (index) => rightSide.column(rightColumns[index]),
  };
  return sideBySide(areAll(rows.left, left.length) ? left : selectRows(left, rows.left), picked);
}

/** Whether ascending row numbers are every row once. */
function areAll(rows: Int32Array, length: number): boolean {
  if (rows.length !== length) return false;
  for (let i = 0; i < length; i++) if (rows[i] !== i) return false;
  return true;
}

function* rightRows(
  rows: Segment,
  plan: JoinPlan,
  wanted: Int32Array,
  leftColumns: readonly ((length: number) => Vector)[],
): Generator<Segment> {
  for (let start = 0; start < wanted.length; start += segmentLength) {
    const part = selectRows(rows, wanted.subarray(start, start + segmentLength));
    const left = createSegment(
      leftColumns.map((make) => make(part.length)),
      part.length,
    );
    yield sideBySide(left, {
      length: part.length,
      width: plan.rightColumns.length,
      column: (index) => part.column(plan.rightColumns[index]),
    });
  }
}

function rowsWhere(length: number, wanted: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (wanted(row)) rows[count++] = row;
  return rows.subarray(0, count);
}

/** The first left row of each group of the right side. */
class LeftOnce {
  private readonly seen: Uint8Array;

  constructor(groups: number) {
    this.seen = new Uint8Array(groups);
  }

  first(group: number): boolean {
    if (group < 0 || this.seen[group] === 1) return false;
    this.seen[group] = 1;
    return true;
  }
}
