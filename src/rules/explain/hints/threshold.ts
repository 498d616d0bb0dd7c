import { convertCell } from '../../../data/convert.ts';
import { functions } from '../../../functions/index.ts';
import { constant } from '../../../plan/expression.ts';
import type { AggregatePlan, Plan } from '../../../plan/plan.ts';
import { type CallAtom, constantOf } from './filter-scene.ts';
import { type Origin, originOf } from './origin.ts';
import { type FilterCase, written } from './repair.ts';
import { type Candidate, rowsWith } from './scene.ts';

/** A count that does not reach what the rule asks of it. */
export async function thresholdHints(at: FilterCase): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const atom of at.filter.calls) {
    const { function: called, arguments: args } = atom.expression;
    const bound = constantOf(atom.expression);
    const [value] = args;
    if (!['>', '>=', '==', '<', '<='].includes(called.name) || bound === undefined || bound.value === null) continue;
    if (at.filter.count(atom.conjunct, 1) > 0) continue;
    const column = insideConversion(value);
    if (column.kind !== 'column') continue;
    const origin = originOf(at.filter.plan.input, column.index);
    if (origin.aggregate === undefined || origin.plan.kind !== 'aggregate') continue;
    candidates.push(await candidateOf(at, atom, origin, origin.plan));
  }
  return candidates;
}

async function candidateOf(at: FilterCase, atom: CallAtom, { aggregate }: Origin, plan: AggregatePlan): Promise<Candidate> {
  const { function: called, arguments: args } = atom.expression;
  const { name } = at.filter.plan.input.schema.columns[(insideConversion(args[0]) as { index: number }).index];
  const wantsMore = called.name !== '<' && called.name !== '<=';
  let best: unknown;
  for (const cell of at.filter.cells(args[0])) {
    if (cell === null) continue;
    const isBetter = best === undefined || (wantsMore ? (cell as number) > (best as number) : (cell as number) < (best as number));
    if (isBetter) best = cell;
  }
  const shown = best === undefined ? 'null' : convertCell(best as never, args[0].type, 'string');
  const others = [await withCount(at, plan, aggregate), await withoutBins(at, plan)].filter((text) => text !== undefined);
  const message = [
    `the ${wantsMore ? 'highest' : 'lowest'} ${name} is ${shown}, and the rule asks for \`${written(at, atom)}\``,
    ...others,
  ].join('; ');
  return { trap: 'threshold', message, stage: at.scene.stage, span: at.filter.spanOf(atom.conjunct), rows: 1 };
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
