import { type Bag, type Dynamic, isArray, isBag } from '../../../data/dynamic.ts';
import { parseJsonText } from '../../../data/json.ts';
import type { Segment } from '../../../data/segment.ts';
import { type CallExpression, childrenOf, type Expression } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Atom } from './filter-scene.ts';
import { cellsOf, columnsOf, isNothing, originsOf } from './origin.ts';
import type { FilterCase } from './repair.ts';
import { text } from './repair.ts';
import { type Candidate, rowsOf, rowsWith } from './scene.ts';

/** A property that the values do not have: they have it in another case, deeper, or inside a text. */
export async function propertyHints(at: FilterCase): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  const seen = new Set<Expression>();
  for (const atom of at.filter.atoms) {
    if (at.filter.count(atom.conjunct, 1) > 0) continue;
    for (const place of placesOf(at, atom)) {
      if (seen.has(place.expression)) continue;
      seen.add(place.expression);
      const segments = place.plan === at.filter.plan ? at.filter.segments : await rowsOf(inputOf(place.plan), at.scene);
      for (const access of accessesIn(place.expression)) {
        const candidate = await missing(at, place.plan, access, segments);
        if (candidate === undefined) continue;
        candidates.push(candidate);
        break;
      }
    }
  }
  return candidates;
}

interface Place {
  readonly plan: Plan;
  readonly expression: Expression;
}

/** The predicate itself, and what makes the columns that it reads. */
function placesOf({ filter }: FilterCase, { expression }: Atom): Place[] {
  const origins = columnsOf(expression).flatMap((index) => originsOf(filter.plan.input, index));
  return [
    { plan: filter.plan, expression },
    ...origins.flatMap((origin) => (origin.expression === undefined ? [] : [{ plan: origin.plan, expression: origin.expression }])),
  ];
}

function inputOf(plan: Plan): Plan {
  return 'input' in plan ? plan.input : plan;
}

/** `bag.name` and `bag['name']`, the innermost first. */
function accessesIn(expression: Expression): CallExpression[] {
  const inside = childrenOf(expression).flatMap(accessesIn);
  const isAccess =
    expression.kind === 'call' &&
    ['property', 'element'].includes(expression.function.name) &&
    expression.arguments[1].kind === 'constant' &&
    expression.arguments[1].type === 'string';
  return isAccess ? [...inside, expression] : inside;
}

async function missing(at: FilterCase, plan: Plan, access: CallExpression, segments: readonly Segment[]): Promise<Candidate | undefined> {
  for (const cell of cellsOf(access, segments)) if (!isNothing(cell)) return undefined;
  const [base, key] = access.arguments;
  const name = (key as Extract<Expression, { kind: 'constant' }>).value as string;
  const { reports } = at.scene;
  const stage = plan === at.filter.plan ? at.scene.stage : (reports.stageOf(plan, plan) ?? at.scene.stage);
  const known = { trap: 'property' as const, stage, span: access.span };
  const written = reports.excerpt(access.span);
  let looked = 0;
  let keys: string[] = [];
  for (const cell of cellsOf(base, segments)) {
    if (cell === null || ++looked > 1000) continue;
    const value = cell as Dynamic;
    if (typeof value === 'string') {
      const parsed = parseJsonText(value);
      if (parsed === undefined || !isBag(parsed)) continue;
      const inside = reports.excerpt(base.span);
      return {
        ...known,
        rows: 1,
        message: `\`${written}\` is null: ${inside} is a text that holds JSON, not a bag; write parse_json(tostring(${inside})).${name}`,
      };
    }
    if (isArray(value) && value.some((element) => isBag(element) && element.has(name))) {
      const inside = reports.excerpt(base.span);
      const message = `\`${written}\` is null: ${inside} is an array, and its elements have the property; write ${inside}[0].${name}, or mv-expand it first`;
      return { ...known, trap: 'array', rows: 1, message };
    }
    if (!isBag(value)) continue;
    const like = [...value.keys()].find((other) => other.toLowerCase() === name.toLowerCase());
    if (like !== undefined) {
      const other: CallExpression = {
        ...access,
        arguments: [base, text(like, key)],
        site: { ...access.site, constants: [access.site.constants[0], like] },
      };
      const rows = await rowsWith(at.filter.plan, (node) => (node === plan ? withExpression(node, access, other) : node), at.scene);
      return {
        ...known,
        rows: Math.max(rows, 1),
        message: `\`${written}\` is null: names of properties keep case apart, and the property is \`${like}\`, not \`${name}\``,
      };
    }
    const path = pathTo(value, name, 3);
    if (path !== undefined)
      return { ...known, rows: 1, message: `\`${written}\` is null: the property is deeper, ${reports.excerpt(base.span)}.${path}` };
    if (keys.length === 0) keys = [...value.keys()];
  }
  if (keys.length === 0 || looked === 0) return undefined;
  const list = keys.slice(0, 12).join(', ');
  return { ...known, rows: 0, message: `\`${written}\` is null in all rows: there is no property \`${name}\`; there are ${list}` };
}

function pathTo(bag: Bag, name: string, depth: number): string | undefined {
  for (const [key, value] of bag) {
    if (!isBag(value)) continue;
    const own = [...value.keys()].find((other) => other.toLowerCase() === name.toLowerCase());
    if (own !== undefined) return `${key}.${own}`;
    const deeper = depth > 1 ? pathTo(value, name, depth - 1) : undefined;
    if (deeper !== undefined) return `${key}.${deeper}`;
  }
  return undefined;
}

/** A node with one of its expressions in place of another. */
function withExpression(plan: Plan, from: Expression, to: Expression): Plan {
  const change = (expression: Expression): Expression => {
    if (expression === from) return to;
    switch (expression.kind) {
      case 'call':
        return { ...expression, arguments: expression.arguments.map(change) };
      case 'logical':
        return { ...expression, operands: expression.operands.map(change) };
      case 'part':
        return { ...expression, call: change(expression.call) as CallExpression };
      default:
        return expression;
    }
  };
  if (plan.kind === 'filter') return { ...plan, conjuncts: plan.conjuncts.map(change) };
  if (plan.kind === 'project') return { ...plan, expressions: plan.expressions.map(change) };
  if (plan.kind === 'aggregate') return { ...plan, keys: plan.keys.map(change) };
  return plan;
}
