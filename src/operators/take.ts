import type { BindContext, Environment } from '../binder/context.ts';
import { bindExpression } from '../binder/expressions.ts';
import { type Relation, relationOf } from '../binder/relation.ts';
import { firstRows, rowRange, type Segment, selectRows } from '../data/segment.ts';
import { groupNumbers } from '../engine/rows.ts';
import type { Stage } from '../engine/run.ts';
import { fail } from '../errors.ts';
import type { TakePlan } from '../plan/plan.ts';
import type { Expression, TakeOperator } from '../syntax/ast.ts';

/** `take n`, `limit n`: the first n rows; the input is read no further. */
export function bindTake(context: BindContext, environment: Environment, input: Relation, node: TakeOperator): Relation {
  const count = bindRowCount(context, environment, node.count, node.keyword);
  const plan: TakePlan = { kind: 'take', input: input.plan, count, schema: input.schema, span: node.span };
  return relationOf(plan, input, 'keeps-order');
}

/** A constant whole number of rows; 0 where only data can tell it. */
export function bindRowCount(context: BindContext, environment: Environment, node: Expression, operator: string): number {
  const count = bindExpression(context, { environment, row: undefined }, node);
  if (count.type !== 'int' && count.type !== 'long' && count.kind === 'constant') {
    fail('semantic', `\`${operator}\` takes a whole number of rows, not ${count.type}`, node.span);
  }
  if (count.kind !== 'constant') {
    if (context.known === undefined && context.dependsOnData) return 0;
    fail('semantic', `\`${operator}\` takes a constant number of rows`, node.span);
  }
  // top takes a negative number for none
  if (operator === 'top' && count.value !== null && Number(count.value) < 0) return 0;
  if (count.value === null || Number(count.value) < 0) fail('semantic', `\`${operator}\` takes a number of rows, 0 or more`, node.span);
  return Number(count.value);
}

export function runTake(plan: TakePlan): Stage {
  if (plan.group !== undefined) return takeOfGroups(plan.count, plan.group);
  if (plan.last) return takeLast(plan.count);
  let left = plan.count;
  return {
    push(segment) {
      const taken = firstRows(segment, Math.min(left, segment.length));
      left -= taken.length;
      return [taken];
    },
    get done() {
      return left <= 0;
    },
  };
}

function takeLast(count: number): Stage {
  let kept: Segment[] = [];
  let rows = 0;
  return {
    push(segment) {
      kept.push(segment);
      rows += segment.length;
      while (kept.length > 1 && rows - kept[0].length >= count) rows -= (kept.shift() as Segment).length;
      return [];
    },
    *finish() {
      if (kept.length === 0 || count === 0) return;
      yield rowRange(kept[0], Math.max(0, rows - count), kept[0].length);
      yield* kept.slice(1);
      kept = [];
    },
  };
}

/** The first rows of every group; rows of a group stand together. */
function takeOfGroups(count: number, column: number): Stage {
  let current = -1;
  let left = count;
  return {
    push(segment) {
      const groups = groupNumbers(segment.column(column));
      const rows = new Int32Array(segment.length);
      let taken = 0;
      for (let row = 0; row < segment.length; row++) {
        if (groups[row] !== current) {
          current = groups[row];
          left = count;
        }
        if (left > 0) {
          rows[taken++] = row;
          left--;
        }
      }
      return taken === 0 ? [] : [selectRows(segment, rows.subarray(0, taken))];
    },
  };
}
