import { formatDatetimeJson } from '../data/datetime.ts';
import { type DecimalValue, formatDecimal } from '../data/decimal.ts';
import type { Dynamic } from '../data/dynamic.ts';
import { stringifyDynamic } from '../data/json.ts';
import { formatReal } from '../data/real.ts';
import { formatTimespan } from '../data/timespan.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';

/**
 * A cell as the text formats show it: as tostring() gives it, but that a datetime has no zeros at the end of its fraction. A null is empty;
 * arrays and bags are compact JSON, a string in a dynamic is as it is.
 */
export function plainText(type: ScalarType, cell: Cell): string {
  if (cell === null) return '';
  switch (type) {
    case 'real':
      return formatReal(cell as number);
    case 'decimal':
      return formatDecimal(cell as DecimalValue);
    case 'datetime':
      return formatDatetimeJson(cell as bigint);
    case 'timespan':
      return formatTimespan(cell as bigint);
    case 'dynamic':
      return dynamicText(cell as Dynamic);
    default:
      return String(cell);
  }
}

function dynamicText(value: Dynamic): string {
  if (typeof value === 'string') return value;
  const text = stringifyDynamic(value);
  // what JSON has no form for stands in quotes there
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
