import { convertCell } from './convert.ts';
import { parseIsoDatetimeParts } from './iso-datetime.ts';
import { dynamicFromJavaScript } from './json.ts';
import { unixEpoch } from './ticks.ts';
import type { ScalarType } from './types.ts';
import type { Cell } from './vector.ts';

/** The type of a column and what it was taken from. */
export interface Inference {
  readonly type: ScalarType;
  readonly reason: string;
}

/** How many values of each kind a column has had; nulls and empty texts do not count. */
export interface KindCounts {
  whole: number;
  fractions: number;
  bools: number;
  texts: number;
  /** Of the texts, those that are ISO with date and time. */
  isoTexts: number;
  dates: number;
  structures: number;
}

export function noKinds(): KindCounts {
  return { whole: 0, fractions: 0, bools: 0, texts: 0, isoTexts: 0, dates: 0, structures: 0 };
}

/** Whole numbers are long, any fraction makes them real; texts are datetime where every one is ISO with date and time; mixtures dynamic. */
export function inferType(counts: KindCounts): Inference {
  const { whole, fractions, bools, texts, isoTexts, dates, structures } = counts;
  const kinds = [whole + fractions, bools, texts, dates, structures].filter((count) => count > 0).length;
  if (kinds === 0) return { type: 'string', reason: 'no value' };
  if (structures > 0) return { type: 'dynamic', reason: 'objects or arrays' };
  if (kinds > 1) return { type: 'dynamic', reason: 'values of different kinds' };
  if (fractions > 0) return { type: 'real', reason: 'numbers with a fraction' };
  if (whole > 0) return { type: 'long', reason: 'whole numbers' };
  if (bools > 0) return { type: 'bool', reason: 'true and false' };
  if (dates > 0) return { type: 'datetime', reason: 'dates' };
  if (isoTexts === texts) return { type: 'datetime', reason: 'every text is an ISO date and time' };
  return { type: 'string', reason: 'texts' };
}

/** What the values of a column have been so far. */
export class TypeInference {
  private readonly counts = noKinds();

  add(value: unknown): void {
    const { counts } = this;
    switch (typeof value) {
      case 'number':
        if (Number.isInteger(value)) counts.whole++;
        else counts.fractions++;
        break;
      case 'bigint':
        counts.whole++;
        break;
      case 'boolean':
        counts.bools++;
        break;
      case 'string':
        if (value === '') break;
        counts.texts++;
        if (isIsoDatetime(value)) counts.isoTexts++;
        break;
      case 'object':
        if (value instanceof Date) counts.dates++;
        else if (value !== null) counts.structures++;
        break;
    }
  }

  get result(): Inference {
    return inferType(this.counts);
  }
}

export function inferColumn(values: Iterable<unknown>): Inference {
  const inference = new TypeInference();
  for (const value of values) inference.add(value);
  return inference.result;
}

const parts = new Float64Array(2);

/** ISO text with a date and a time: what `parseIsoDatetimeParts` reads. */
export function isIsoDatetime(text: string): boolean {
  return parseIsoDatetimeParts(text, parts);
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
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? null : convertCell(BigInt(value.getTime()) * 10_000n + unixEpoch, 'datetime', type);
  return convertCell(dynamicFromJavaScript(value), 'dynamic', type);
}

function longOf(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
