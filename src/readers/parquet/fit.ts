import { convertCell } from '../../data/convert.ts';
import { parseDynamicText } from '../../data/dictionary.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';

/**
 * A cell of the type that a file gives a column as one of the type that was declared for it; undefined when it does not fit. By the
 * conversion functions, but stricter where they would lose or make up something, as with the other formats: a number with a fraction is no
 * long, no number is a datetime, a timespan or a guid, and these are nothing but themselves or their text.
 */
export function fitCell(cell: Cell, from: ScalarType, to: ScalarType): Cell | undefined {
  if (cell === null) return to === 'string' ? '' : null;
  if (from === to) return cell;
  switch (from) {
    case 'string':
      if (to === 'dynamic') return structureOf(cell as string);
      return cell === '' ? null : given(convertCell(cell, from, to));
    case 'datetime':
    case 'timespan':
    case 'guid':
      return to === 'string' || to === 'dynamic' ? convertCell(cell, from, to) : undefined;
    case 'int':
    case 'long':
    case 'real':
    case 'decimal':
      return fitNumber(cell, from, to);
    default:
      return given(convertCell(cell, from, to));
  }
}

/** Text that is an object or an array again, as the value; other text as itself. */
export function structureOf(text: string): Cell {
  return /^[{[]/.test(text) ? parseDynamicText(text) : text;
}

function fitNumber(cell: Cell, from: ScalarType, to: ScalarType): Cell | undefined {
  if (to === 'datetime' || to === 'timespan' || to === 'guid') return undefined;
  if (to !== 'int' && to !== 'long') return given(convertCell(cell, from, to));
  const whole = given(convertCell(cell, from, 'long'));
  if (whole === undefined) return undefined;
  if (from === 'real' && !Number.isSafeInteger(cell)) return undefined;
  if (from === 'decimal' && convertCell(cell, from, 'string') !== convertCell(convertCell(whole, 'long', 'decimal'), from, 'string'))
    return undefined;
  if (to === 'long') return whole;
  return typeof whole === 'number' && (whole | 0) === whole ? whole | 0 : undefined;
}

function given(cell: Cell): Cell | undefined {
  return cell === null ? undefined : cell;
}
