import { nearestName } from '../../../errors.ts';
import type { Expression } from '../../../plan/expression.ts';
import { type CallAtom, constantOf, cut, quoted } from './filter-scene.ts';
import { asText, call, type FilterCase, found, operand, repaired, rows, text } from './repair.ts';
import type { Candidate } from './scene.ts';

/** The value stands in another column. */
export function columnHints(at: FilterCase): Candidate[] {
  const { columns } = at.filter.plan.input.schema;
  return lostEqualities(at).flatMap(({ atom, value, wanted }) => {
    for (const [index, { name, type }] of columns.entries()) {
      if (type !== 'string' || (value.kind === 'column' && value.index === index) || wanted.length < 3) continue;
      if (!at.filter.foldedTexts(index).has(wanted.toLowerCase())) continue;
      const other: Expression = { kind: 'column', type, index, span: value.span };
      const candidates = repaired(
        at,
        atom,
        'column',
        call('=~', other, text(wanted, value)),
        (gain) => `${quoted(wanted)} stands in the column ${name}, not in ${operand(at, atom)} (${rows(found(gain))})`,
      );
      if (candidates.length > 0) return candidates;
    }
    return [];
  });
}

/** The value is a part of what stands in the column. */
export function partHints(at: FilterCase): Candidate[] {
  return lostEqualities(at).flatMap(({ atom, value, wanted }) => {
    if (wanted.length < 3) return [];
    for (const operator of ['startswith', 'endswith', 'has', 'contains']) {
      const candidates = repaired(
        at,
        atom,
        'part',
        call(operator, asText(value), text(wanted, value)),
        (gain) =>
          `${operand(at, atom)} is not just ${quoted(wanted)}: it is ${at.filter.shownAt(asText(value), gain.first)}; write \`${operator}\` instead of \`${atom.expression.function.name}\` (${rows(found(gain), 'would match')})`,
      );
      if (candidates.length > 0) return candidates;
    }
    return [];
  });
}

/** The value is almost what stands in the column. */
export function spellingHints(at: FilterCase): Candidate[] {
  return lostEqualities(at).flatMap(({ atom, value, wanted }) => {
    if (wanted.length < 4 || wanted.length > 200 || /^[\d.:-]+$/.test(wanted)) return [];
    const values = at.filter.distinct(asText(value)).filter((cell): cell is string => typeof cell === 'string' && cell !== '');
    const near = nearestName(wanted, values);
    if (near === undefined) return [];
    return repaired(
      at,
      atom,
      'spelling',
      call('==', asText(value), text(near, value)),
      (gain) =>
        `no ${operand(at, atom)} is ${quoted(wanted)}, but ${rows(found(gain), 'has', 'have')} '${cut(near)}': is one of them misspelt?`,
    );
  });
}

interface LostEquality {
  readonly atom: CallAtom;
  readonly value: Expression;
  readonly wanted: string;
}

/** Equalities with a text, the list of an `in` one by one. */
function lostEqualities({ filter }: FilterCase): LostEquality[] {
  return filter.calls.flatMap((atom) => {
    const { function: called, arguments: args } = atom.expression;
    if (atom.negated || !['==', '=~', 'in', 'in~'].includes(called.name)) return [];
    const [value, ...items] = args;
    if (value.type !== 'string' && value.type !== 'dynamic') return [];
    const wanted =
      items.length === 1 ? [constantOf(atom.expression)?.value] : items.map((item) => (item.kind === 'constant' ? item.value : undefined));
    const texts = wanted.flatMap((one) => (Array.isArray(one) ? one : [one])).filter((one): one is string => typeof one === 'string');
    return texts.slice(0, 20).map((one) => ({ atom, value, wanted: one }));
  });
}
