import { convertCell } from '../../../data/convert.ts';
import type { Cell } from '../../../data/vector.ts';
import { functions } from '../../../functions/index.ts';
import { constant } from '../../../plan/expression.ts';
import type { AggregatePlan, Plan } from '../../../plan/plan.ts';
import { type CallAtom, constantOf } from './filter-scene.ts';
import { type Origin, originOf } from './origin.ts';
import { type FilterCase, operand, written } from './repair.ts';
import { type Candidate, rowsWith } from './scene.ts';

/** A count that does not reach what the rule asks of it. */
export async function thresholdHints(at: FilterCase): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const atom of at.filter.calls) {
    const { function: called, arguments: args } = atom.expression;
    const bound = constantOf(atom.expression);
    const [value] = args;
    if (atom.negated || !comparisons.has(called.name) || bound === undefined || bound.value === null) continue;
    if (at.filter.count(atom.conjunct, 1) > 0) continue;
    const column = insideConversion(value);
    const origin = column.kind === 'column' ? originOf(at.filter.plan.input, column.index) : undefined;
    if (origin?.aggregate !== undefined && origin.plan.kind === 'aggregate')
      candidates.push(candidateOf(at, atom, [await withCount(at, origin.plan, origin.aggregate), await withoutBins(at, origin.plan)]));
    else if (called.name !== '==' && numbers.has(value.type)) candidates.push(candidateOf(at, atom, []));
  }
  return candidates;
}

const comparisons: ReadonlySet<string> = new Set(['>', '>=', '==', '<', '<=']);
const numbers: ReadonlySet<string> = new Set(['int', 'long', 'real', 'decimal', 'timespan']);

function candidateOf(at: FilterCase, atom: CallAtom, others: readonly (string | undefined)[]): Candidate {
  const { function: called, arguments: args } = atom.expression;
  const wantsMore = called.name !== '<' && called.name !== '<=';
  let best: Cell = null;
  for (const cell of at.filter.cells(args[0])) {
    if (cell === null) continue;
    if (best === null || (wantsMore ? cell > best : cell < best)) best = cell;
  }
  const shown = best === null ? 'null' : convertCell(best, args[0].type, 'string');
  const message = [
    `the ${wantsMore ? 'highest' : 'lowest'} ${operand(at, atom)} is ${shown}, and the rule asks for \`${written(at, atom)}\``,
    ...others.filter((text) => text !== undefined),
  ].join('; ');
  return {
    trap: 'threshold',
    message,
    stage: at.scene.stage,
    span: at.filter.spanOf(atom.conjunct),
    rows: best === null ? 0 : at.filter.withoutConjunct(atom.conjunct),
  };
}

/** dcount() counts values, where rows may have been meant. */
async function withCount(at: FilterCase, plan: AggregatePlan, aggregate: Origin['aggregate']): Promise<string | undefined> {
  const { name } = aggregate?.function ?? {};
  if (name === undefined || !['dcount', 'dcountif', 'count_distinct', 'count_distinctif'].includes(name)) return undefined;
  const [count] = functions.aggregates.get('count') ?? [];
  const rows = await rowsWith(
    at.filter.plan,
    (node) =>
      node === plan
        ? {
            ...plan,
            aggregates: plan.aggregates.map((call) =>
              call === aggregate ? { ...call, function: count, site: { types: [], constants: [] }, arguments: [] } : call,
            ),
          }
        : node,
    at.scene,
  );
  return rows === 0 ? `${name}() counts distinct values` : `${name}() counts distinct values; count() counts rows, and would reach it`;
}

/** Groups that bin() cuts apart. */
async function withoutBins(at: FilterCase, plan: AggregatePlan): Promise<string | undefined> {
  const bins = plan.keys.filter((key) => key.kind === 'call' && ['bin', 'floor', 'bin_at'].includes(key.function.name));
  if (bins.length === 0) return undefined;
  const merged: Plan = { ...plan, keys: plan.keys.map((key) => (bins.includes(key) ? constant(key.type, null, key.span) : key)) };
  const rows = await rowsWith(at.filter.plan, (node) => (node === plan ? merged : node), at.scene);
  return rows === 0 ? undefined : 'bin() cuts the rows into smaller groups: without it the count would reach it';
}

function insideConversion(expression: CallAtom['expression']['arguments'][number]): CallAtom['expression']['arguments'][number] {
  return expression.kind === 'call' && /^to\w+$/.test(expression.function.name) ? insideConversion(expression.arguments[0]) : expression;
}
