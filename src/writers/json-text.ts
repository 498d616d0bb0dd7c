import { formatDatetimeJson } from '../data/datetime.ts';
import { type Dynamic, isArray, isBag, Real } from '../data/dynamic.ts';
import { dynamicToJson } from '../data/json.ts';
import { cellToJson } from '../data/json-safe.ts';
import type { ScalarType } from '../data/types.ts';
import type { Cell } from '../data/vector.ts';
import type { CellFormat } from './column-text.ts';

/** The JSON-safe value of a cell as JSON text, written from the cell itself so that the properties of a bag keep their order. */
export const jsonFormat: CellFormat = {
  cell(type: ScalarType, cell: Cell): string {
    if (cell === null) return 'null';
    switch (type) {
      case 'string':
        return JSON.stringify(cell);
      case 'bool':
      case 'int':
        return String(cell);
      case 'long':
        return typeof cell === 'number' ? String(cell) : `"${cell}"`;
      case 'datetime':
        return `"${formatDatetimeJson(cell as bigint)}"`;
      case 'guid':
        return `"${cell}"`;
      case 'dynamic':
        return dynamicJson(cell as Dynamic);
      default:
        return JSON.stringify(cellToJson(type, cell));
    }
  },
  datetime: (text) => `"${text}"`,
};

/** JSON.stringify(dynamicToJson(value)), but that names like `2` stay where they are among the properties of a bag. */
export function dynamicJson(value: Dynamic): string {
  if (typeof value === 'object' && value !== null) {
    if (isArray(value)) return `[${value.map(dynamicJson).join(',')}]`;
    if (isBag(value)) {
      let text = '';
      for (const [key, item] of value) text += `${text === '' ? '{' : ','}${JSON.stringify(key)}:${dynamicJson(item)}`;
      return text === '' ? '{}' : `${text}}`;
    }
    if (value instanceof Real && Number.isFinite(value.value)) return String(value.value === 0 ? 0 : value.value);
  }
  return JSON.stringify(dynamicToJson(value));
}
