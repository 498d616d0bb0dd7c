import { formatDatetimeJson } from '../../data/datetime.ts';
import { coerceValue, inferColumn, isIsoDatetime } from '../../data/infer.ts';
import { parseJsonText } from '../../data/json.ts';
import { validDatetime } from '../../data/ticks.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import type { FailAt } from './findings.ts';
import { type Located, type LocatedScalar, plainValue } from './located.ts';
import { parseOffset } from './times.ts';

/** A cell of a fixture; one that is an offset from the clock moves when its row is repeated. */
export interface FixtureCell {
  readonly cell: Cell;
  readonly moves: boolean;
}

/** The cell of a type that a value in a fixture means; what is no value of the type is an error in its place, never a null. */
export function fixtureCell(located: Located, column: string, type: ScalarType, now: bigint, failAt: FailAt): FixtureCell {
  if (located.kind === 'scalar') {
    if (located.value === null) return { cell: type === 'string' ? '' : null, moves: false };
    const offset = type === 'datetime' && typeof located.value === 'string' ? parseOffset(located.value) : undefined;
    if (offset !== undefined) {
      const ticks = validDatetime(now + offset);
      return ticks === null ? failAt(`the column ${column} is out of range`, located.span) : { cell: ticks, moves: true };
    }
  }
  const cell = cellOf(located, type);
  if (cell === null) return failAt(`the column ${column} is ${type}; ${inWords(located)} is not`, located.span, hints[type]);
  return { cell, moves: false };
}

const hints: Partial<Record<ScalarType, string>> = {
  datetime: 'write ISO text, 2026-03-01T12:00:00Z, or an offset from the clock: -9m',
  timespan: 'write it as in KQL: 1h, 00:05:00, 1.12:00:00',
  bool: 'write true or false',
};

function cellOf(located: Located, type: ScalarType): Cell {
  if (located.kind !== 'scalar')
    // a collection as the text of its JSON is not what an export has, but for dynamic it is the value itself
    return type === 'dynamic' ? coerceValue(plainValue(located), type) : null;
  const { value, written } = located;
  // 0050, 1.10 and yes are texts where a text is expected, whatever YAML takes them for
  if (type === 'string' && written !== undefined) return written;
  if (type === 'datetime' && typeof value !== 'string' && !(value instanceof Date)) return null;
  if (type === 'timespan' && typeof value !== 'string') return null;
  if (type === 'bool' && typeof value !== 'boolean') return null;
  // readers take a structure that is written as text for the structure, as exports have it
  if (type === 'dynamic' && typeof value === 'string' && /^[[{]/.test(value)) return parseJsonText(value) ?? value;
  return coerceValue(value, type);
}

/** The type that the values of a column in a fixture are taken for, as readers do; offsets from the clock are times. */
export function inferFixtureType(values: readonly Located[]): ScalarType {
  const texts = values.flatMap((located) => (located.kind === 'scalar' && typeof located.value === 'string' ? [located.value] : []));
  const isTime =
    texts.some((text) => parseOffset(text) !== undefined) && texts.every((text) => parseOffset(text) !== undefined || isIsoDatetime(text));
  if (isTime && texts.length === values.filter((located) => located.kind !== 'scalar' || located.value !== null).length) return 'datetime';
  return inferColumn(values.map(plainValue)).type;
}

export function inWords(located: Located): string {
  if (located.kind !== 'scalar') return `a ${located.kind}`;
  return showScalar(located);
}

/** A value as it was written: texts in quotes. */
export function showScalar({ value, written }: LocatedScalar): string {
  if (written !== undefined) return written;
  if (value instanceof Date) return formatDatetimeJson(BigInt(value.getTime()) * 10_000n + 621_355_968_000_000_000n);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
