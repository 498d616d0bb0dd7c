import type { Segment } from '../../../data/segment.ts';
import type { Expression } from '../../../plan/expression.ts';
import type { JoinPlan, Plan } from '../../../plan/plan.ts';
import { quoted } from './filter-scene.ts';
import { cellsOf, columnsOf, isNothing, originsOf } from './origin.ts';
import { asText, type FilterCase } from './repair.ts';
import { type Candidate, rowsOf, type Scene } from './scene.ts';

/** A join that paired nothing: keys that differ in case, spaces or form, or the wrong column. */
export async function joinKeyHints(scene: Scene): Promise<Candidate[]> {
  const plan = scene.emptied?.plan;
  return plan?.kind === 'join' && plan.join !== 'leftanti' && plan.join !== 'rightanti' ? keyHints(scene, plan) : [];
}

/** The same of an outer join, whose right columns are empty then, and stop a filter after it. */
export async function outerJoinHints(at: FilterCase): Promise<Candidate[]> {
  const joins = new Set<JoinPlan>();
  for (const atom of at.filter.atoms) {
    if (at.filter.count(atom.conjunct, 1) > 0) continue;
    for (const index of columnsOf(atom.expression))
      for (const origin of originsOf(at.filter.plan.input, index)) for (const join of origin.joins) joins.add(join);
  }
  const unmatched = [...joins].filter((join) => at.scene.observations.joins.get(join)?.leftMatched === 0);
  return (await Promise.all(unmatched.map((join) => keyHints(at.scene, join)))).flat();
}

async function keyHints(scene: Scene, plan: JoinPlan): Promise<Candidate[]> {
  const left = await rowsOf(plan.input, scene);
  const right = await rowsOf(plan.right, scene);
  const stage = scene.reports.stageOf(plan, plan) ?? scene.stage;
  const candidates: Candidate[] = [];
  for (const [k, leftKey] of plan.leftKeys.entries()) {
    const rightKey = plan.rightKeys[k];
    const span = leftKey.span;
    const leftValues = valuesOf(leftKey, left);
    const rightValues = valuesOf(rightKey, right);
    if ([...leftValues].some((value) => rightValues.has(value))) continue;
    const name = nameOf(plan.input, leftKey);
    const said = likeness(name, leftValues, rightValues) ?? otherColumn(plan, k, { left, right, leftValues, rightValues });
    const message =
      said ??
      `no ${name} of the left side is a ${nameOf(plan.right, rightKey)} of the right side: left ${samples(leftValues)}, right ${samples(rightValues)}`;
    candidates.push({ trap: 'join-key', message, stage, span, rows: said === undefined ? 0 : 1 });
  }
  if (candidates.length === 0 && plan.leftKeys.length > 1) {
    const message = `each key has values on both sides, but no row of the left has all ${plan.leftKeys.length} of them in one row of the right`;
    candidates.push({ trap: 'join-key', message, stage, span: stage?.span, rows: 0 });
  }
  return candidates;
}

/** How the keys differ, where one rule makes them equal. */
function likeness(name: string, left: ReadonlySet<string>, right: ReadonlySet<string>): string | undefined {
  for (const { form, says } of forms) {
    const formed = new Map([...right].map((value) => [form(value), value]));
    for (const value of left) {
      const other = formed.get(form(value));
      if (other !== undefined && form(value) !== '') return `the keys differ ${says(name)}: left ${quoted(value)}, right ${quoted(other)}`;
    }
  }
  return undefined;
}

const forms: readonly { readonly form: (value: string) => string; readonly says: (name: string) => string }[] = [
  { form: (value) => value.toLowerCase(), says: (name) => `in case only; extend both sides with tolower(${name})` },
  { form: (value) => value.trim(), says: (name) => `in spaces only; extend both sides with trim(@'\\s+', ${name})` },
  {
    form: (value) => value.trim().toLowerCase(),
    says: (name) => `in case and spaces; extend both sides with tolower(trim(@'\\s+', ${name}))`,
  },
  { form: (value) => value.replace(/^"|"$/g, ''), says: () => 'in quotes: tostring() of a dynamic value' },
  { form: (value) => value.replace(/^0+(?=\d)/, ''), says: () => 'in leading zeros; make numbers of both sides' },
  { form: (value) => value.replace(/[{}]/g, '').toLowerCase(), says: () => 'in brackets or case of a guid' },
  {
    form: shortName,
    says: (name) => `in form: one side is the short name of the other; compare tolower(tostring(split(${name}, '.')[0]))`,
  },
];

/** HOST of HOST.domain, user of DOMAIN\user and of user@domain. */
function shortName(value: string): string {
  if (/^[\d.]+$/.test(value)) return value;
  const last = value.toLowerCase().split('\\').at(-1) ?? '';
  return last.split('@')[0].split('.')[0];
}

interface Sides {
  readonly left: readonly Segment[];
  readonly right: readonly Segment[];
  readonly leftValues: ReadonlySet<string>;
  readonly rightValues: ReadonlySet<string>;
}

/** Another column of either side that has the values of the other side's key. */
function otherColumn(plan: JoinPlan, k: number, { left, right, leftValues, rightValues }: Sides): string | undefined {
  const [leftName, rightName] = [nameOf(plan.input, plan.leftKeys[k]), nameOf(plan.right, plan.rightKeys[k])];
  const onRight = columnWith(plan.right, right, leftValues);
  if (onRight !== undefined)
    return `${leftName} of the left side stands in ${onRight} of the right side, not in ${rightName}: on $left.${leftName} == $right.${onRight}`;
  const onLeft = columnWith(plan.input, left, rightValues);
  if (onLeft === undefined) return undefined;
  return `${rightName} of the right side stands in ${onLeft} of the left side, not in ${leftName}: on $left.${onLeft} == $right.${rightName}`;
}

function columnWith(plan: Plan, segments: readonly Segment[], wanted: ReadonlySet<string>): string | undefined {
  const { columns } = plan.schema;
  const index = columns.findIndex(({ type }, at) => {
    if (type !== 'string' && type !== 'long' && type !== 'int' && type !== 'guid') return false;
    for (const value of valuesOf({ kind: 'column', type, index: at, span: plan.span }, segments)) if (wanted.has(value)) return true;
    return false;
  });
  return index < 0 ? undefined : columns[index].name;
}

function valuesOf(key: Expression, segments: readonly Segment[]): Set<string> {
  const values = new Set<string>();
  for (const cell of cellsOf(asText(key), segments)) if (!isNothing(cell)) values.add(cell as string);
  return values;
}

function nameOf(plan: Plan, key: Expression): string {
  const [index] = columnsOf(key);
  return plan.schema.columns[index]?.name ?? 'the key';
}

function samples(values: ReadonlySet<string>): string {
  return values.size === 0 ? 'nothing' : [...values].slice(0, 2).map(quoted).join(', ');
}
