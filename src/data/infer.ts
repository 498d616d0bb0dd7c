import { convertCell } from './convert.ts';
import { parseDatetime } from './datetime.ts';
import { dynamicFromJavaScript } from './json.ts';
import { unixEpoch } from './ticks.ts';
import type { ScalarType } from './types.ts';
import type { Cell } from './vector.ts';

/** The type of a column and what it was taken from. */
export interface Inference {
  readonly type: ScalarType;
  readonly reason: string;
}

/** What the values of a column have been so far. */
export class TypeInference {
  private whole = 0;
  private fractions = 0;
  private bools = 0;
  private texts = 0;
  private dates = 0;
  private isoTexts = 0;
  private structures = 0;

  add(value: unknown): void {
    switch (typeof value) {
      case 'number':
        if (Number.isInteger(value)) this.whole++;
        else this.fractions++;
        break;
      case 'bigint':
        this.whole++;
        break;
      case 'boolean':
        this.bools++;
        break;
      case 'string':
        if (value === '') break;
        this.texts++;
        if (isIsoDatetime(value)) this.isoTexts++;
        break;
      case 'object':
        if (value instanceof Date) this.dates++;
        else if (value !== null) this.structures++;
        break;
    }
  }

  /** Whole numbers are long, any fraction makes them real; texts are datetime where every one is ISO with date and time; mixtures dynamic. */
  get result(): Inference {
    const numbers = this.whole + this.fractions;
    const kinds = [numbers, this.bools, this.texts, this.dates, this.structures].filter((count) => count > 0).length;
    if (kinds === 0) return { type: 'string', reason: 'no value' };
    if (this.structures > 0) return { type: 'dynamic', reason: 'objects or arrays' };
    if (kinds > 1) return { type: 'dynamic', reason: 'values of different kinds' };
    if (this.fractions > 0) return { type: 'real', reason: 'numbers with a fraction' };
    if (this.whole > 0) return { type: 'long', reason: 'whole numbers' };
    if (this.bools > 0) return { type: 'bool', reason: 'true and false' };
    if (this.dates > 0) return { type: 'datetime', reason: 'dates' };
    if (this.isoTexts === this.texts) return { type: 'datetime', reason: 'every text is an ISO date and time' };
    return { type: 'string', reason: 'texts' };
  }
}

export function inferColumn(values: Iterable<unknown>): Inference {
  const inference = new TypeInference();
  for (const value of values) inference.add(value);
  return inference.result;
}

const isoDatetime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** ISO text with a date and a time. */
export function isIsoDatetime(text: string): boolean {
  return text.length >= 16 && text.length <= 40 && isoDatetime.test(text) && parseDatetime(text) !== null;
}

/** A JavaScript or JSON value as a cell of a column's type: by the conversion functions where it is another kind, null where it is nothing. */
export function coerceValue(value: unknown, type: ScalarType): Cell {
  if (value === null || value === undefined) return type === 'string' ? '' : null;
  if (type === 'dynamic') return dynamicFromJavaScript(value);
  switch (typeof value) {
    case 'string':
      return convertCell(value, 'string', type);
    case 'boolean':
      return convertCell(value, 'bool', type);
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? convertCell(longOf(value), 'long', type) : null;
    case 'number':
      return Number.isSafeInteger(value) ? convertCell(value + 0, 'long', type) : convertCell(value, 'real', type);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : convertCell(BigInt(value.getTime()) * 10_000n + unixEpoch, 'datetime', type);
  return convertCell(dynamicFromJavaScript(value), 'dynamic', type);
}

function longOf(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
