import { kindOf } from '../../../data/dynamic.ts';
import { constantOf } from './filter-scene.ts';
import { asText, call, type FilterCase, found, operand, repaired, rows } from './repair.ts';
import type { Candidate } from './scene.ts';

/** A text beside a number: in a dynamic value '4625' is not 4625. */
export function typeHints(at: FilterCase): Candidate[] {
  return at.filter.calls.flatMap((atom) => {
    const { function: called, arguments: args } = atom.expression;
    const [value, ...others] = args;
    if (atom.negated || value.type !== 'dynamic' || !['==', 'in', 'in~'].includes(called.name)) return [];
    const instead =
      called.name === '==' ? call('==', asText(value), asText(others[0])) : call('in~', asText(value), ...others.map(asTexts));
    return repaired(at, atom, 'type', instead, (gain) => {
      const stands = kindOf(at.filter.cellAt(value, gain.first) as Parameters<typeof kindOf>[0]);
      const asked = others.length === 1 ? constantOf(atom.expression) : undefined;
      const askedType =
        asked === undefined ? '' : `, and the rule asks for a ${asked.type === 'dynamic' ? 'value of another type' : asked.type}`;
      return `${operand(at, atom)} is a ${stands} here, ${at.filter.shownAt(value, gain.first)}${askedType}: a number and a text are never equal; write \`tostring(${operand(at, atom)})\` and a text, or tolong() and a number (${rows(found(gain), 'would match')})`;
    });
  });
}

function asTexts(item: Parameters<typeof asText>[0]): Parameters<typeof asText>[0] {
  return item.type === 'dynamic' ? item : asText(item);
}
