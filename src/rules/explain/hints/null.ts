import { childrenOf, type Expression } from '../../../plan/expression.ts';
import { type Atom, quoted } from './filter-scene.ts';
import { isNothing } from './origin.ts';
import { type FilterCase, rows, written } from './repair.ts';
import type { Candidate } from './scene.ts';

/** A comparison with null is neither true nor false, and neither is its negation. */
export function nullHints(at: FilterCase): Candidate[] {
  return at.filter.conjuncts.flatMap((conjunct, k) => {
    const whole: Atom = { conjunct: k, expression: conjunct, negated: false };
    const gain = at.filter.gain(whole, (segment) => at.filter.truthOf(conjunct, segment).map((state) => (state === 2 ? 1 : state)));
    if (gain.alone === 0 || (gain.rows === 0 && at.filter.count(k, 1) > 0)) return [];
    const atoms = at.filter.atoms.filter((atom) => atom.conjunct === k);
    const why = atoms.map((atom) => reason(at, atom)).find((text) => text !== undefined);
    if (why === undefined) return [];
    const message = `\`${written(at, whole)}\` is null, neither true nor false, for ${rows(gain.alone)}: ${why}`;
    // where most rows have a value, theirs is the likelier cause
    const isMost = 2 * gain.alone >= at.filter.rowCount;
    return [{ trap: 'null', message, stage: at.scene.stage, span: at.filter.spanOf(k), rows: isMost ? gain.rows : 0 }];
  });
}

/** A conversion that reads none of the values: what it gives is null, and null equals nothing. */
export function conversionHints(at: FilterCase): Candidate[] {
  return at.filter.atoms.flatMap((atom) => {
    if (at.filter.count(atom.conjunct, 1) > 0) return [];
    const why = unreadable(at, atom.expression);
    if (why === undefined) return [];
    const message = `\`${written(at, atom)}\` holds for no row: ${why}, so it is null`;
    return [{ trap: 'null', message, stage: at.scene.stage, span: at.filter.spanOf(atom.conjunct), rows: 1 }];
  });
}

function unreadable(at: FilterCase, expression: Expression): string | undefined {
  for (const part of operandsIn(expression)) {
    if (part.kind !== 'call' || !conversions.has(part.function.name)) continue;
    const [inner] = part.arguments;
    // what a dynamic value has not is a matter of its properties
    if (inner.type === 'dynamic' || !allNothing(at, part) || allNothing(at, inner)) continue;
    const [sample] = at.filter.distinct(inner, 20).filter((cell) => !isNothing(cell));
    const name = at.scene.reports.excerpt(inner.span);
    return `${part.function.name}(${name}) reads none of the values, which are like ${quoted(String(sample))}`;
  }
  return undefined;
}

const conversions: ReadonlySet<string> = new Set([
  'todatetime',
  'totimespan',
  'toint',
  'tolong',
  'todouble',
  'toreal',
  'todecimal',
  'tobool',
  'toguid',
  'parse_ipv4',
  'parse_ipv6',
  'make_datetime',
  'unixtime_seconds_todatetime',
]);

function reason(at: FilterCase, { expression, conjunct }: Atom): string | undefined {
  const parts = [...operandsIn(expression)];
  const place = at.filter.spanOf(conjunct);
  const constant = parts.find((part) => part.kind === 'constant' && part.value === null);
  if (constant !== undefined) {
    const name = constant.span.start >= place.start && constant.span.end <= place.end ? at.scene.reports.excerpt(constant.span) : 'a value';
    return `\`${name}\` is null here: what computes it, a toscalar() over no rows perhaps, gave nothing`;
  }
  for (const part of parts) {
    if (part.kind !== 'column') continue;
    const nulls = countNulls(at, part);
    if (nulls === 0) continue;
    const { name, type } = at.filter.plan.input.schema.columns[part.index];
    const share = nulls === at.filter.rowCount ? 'in all rows' : `in ${rows(nulls)} of ${at.filter.rowCount}`;
    const other = type === 'datetime' ? filledTime(at, part.index) : undefined;
    const advice =
      other === undefined ? 'ask isnull() or isempty() too, or give it a value with coalesce()' : `the times stand in ${other}`;
    return `${name} is null ${share}; ${advice}`;
  }
  return undefined;
}

function* operandsIn(expression: Expression): Generator<Expression> {
  for (const child of childrenOf(expression)) {
    yield child;
    yield* operandsIn(child);
  }
}

function allNothing(at: FilterCase, expression: Expression): boolean {
  for (const cell of at.filter.cells(expression)) if (!isNothing(cell)) return false;
  return true;
}

function countNulls(at: FilterCase, expression: Expression): number {
  let nulls = 0;
  for (const cell of at.filter.cells(expression)) if (cell === null) nulls++;
  return nulls;
}

/** Another column of times that has values. */
function filledTime(at: FilterCase, own: number): string | undefined {
  const { columns } = at.filter.plan.input.schema;
  const other = columns.findIndex(({ type }, index) => {
    if (index === own || type !== 'datetime') return false;
    return !allNothing(at, { kind: 'column', type, index, span: at.filter.plan.span });
  });
  return other < 0 ? undefined : columns[other].name;
}
