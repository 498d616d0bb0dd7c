import { longCell } from '../../data/cells.ts';
import { parseDecimal } from '../../data/decimal.ts';
import { parseDynamicText } from '../../data/dictionary.ts';
import { ticksPerDay, unixEpoch, unixEpochDay, validDatetime } from '../../data/ticks.ts';
import type { ScalarType } from '../../data/types.ts';
import type { Cell } from '../../data/vector.ts';
import { decodeText } from '../bytes.ts';
import type { Plain } from './plain.ts';
import type { LeafKind } from './schema.ts';

/** Of a time that is no datetime of the language, and a number that is no long: it has no cell. */
export type Unfit = undefined;

/** The type of the cells that a leaf's values become. */
export function cellType({ kind }: LeafKind): ScalarType {
  switch (kind) {
    case 'uint32':
      return 'long';
    case 'uint64':
      return 'decimal';
    case 'half':
      return 'real';
    case 'bytes':
    case 'nothing':
      return 'string';
    case 'json':
      return 'dynamic';
    case 'date':
    case 'int96':
      return 'datetime';
    default:
      return kind;
  }
}

/** Reads values of a leaf as cells of its type, exactly; undefined where there is none for a value. */
export function leafCells(read: LeafKind, plain: Plain): (index: number) => Cell | Unfit {
  if (read.kind === 'nothing') return () => null;
  switch (plain.form) {
    case 'numbers':
      return numberCells(read, plain.values);
    case 'longs':
      return wordCells(read, plain.words);
    case 'bytes':
      return byteCells(read, plain);
  }
}

function numberCells(read: LeafKind, values: Uint8Array | Int32Array | Float32Array | Float64Array): (index: number) => Cell | Unfit {
  switch (read.kind) {
    case 'bool':
      return (i) => values[i] === 1;
    case 'uint32':
      return (i) => values[i] >>> 0;
    case 'decimal':
      return (i) => decimalOf(BigInt(values[i]), read.scale);
    case 'date':
      return (i) => validDatetime(BigInt(values[i] + unixEpochDay) * ticksPerDay) ?? undefined;
    case 'timespan':
      return (i) => BigInt(values[i]) * 10_000n;
    default:
      return (i) => values[i];
  }
}

function wordCells(read: LeafKind, words: Int32Array): (index: number) => Cell | Unfit {
  switch (read.kind) {
    case 'uint64':
      return (i) => decimalOf((BigInt(words[2 * i + 1] >>> 0) << 32n) | BigInt(words[2 * i] >>> 0), 0);
    case 'decimal':
      return (i) => decimalOf(longAt(words, i), read.scale);
    case 'datetime':
      return (i) => validDatetime(ticksIn(longAt(words, i), read.unit) + unixEpoch) ?? undefined;
    case 'timespan':
      return (i) => ticksIn(longAt(words, i), read.unit);
    default:
      return (i) => longCell(longAt(words, i));
  }
}

function byteCells(read: LeafKind, { source, starts, ends }: Plain & { readonly form: 'bytes' }): (index: number) => Cell | Unfit {
  const { bytes, view } = source;
  const text = (i: number): string => decodeText(bytes, starts[i], ends[i]);
  switch (read.kind) {
    case 'json':
      return (i) => parseDynamicText(text(i));
    case 'bytes':
      return (i) => strictText(bytes, starts[i], ends[i]);
    case 'decimal':
      return (i) => (ends[i] - starts[i] > maxDecimalBytes ? undefined : decimalOf(integerOf(bytes, starts[i], ends[i]), read.scale));
    case 'guid':
      return (i) => guidOf(bytes, starts[i]);
    case 'half':
      return (i) => halfOf(view.getUint16(starts[i], true));
    case 'int96':
      return (i) => {
        const day = BigInt(view.getInt32(starts[i] + 8, true) - julianEpochDay + unixEpochDay);
        return validDatetime(day * ticksPerDay + ticksIn(view.getBigInt64(starts[i], true), 'NANOS')) ?? undefined;
      };
    default:
      return text;
  }
}

/** The Julian day of 1970-01-01. */
export const julianEpochDay = 2_440_588;

/** A decimal has no more digits than these hold. */
const maxDecimalBytes = 32;

function longAt(words: Int32Array, index: number): bigint {
  return (BigInt(words[2 * index + 1]) << 32n) | BigInt(words[2 * index] >>> 0);
}

/** What is finer than a tick is cut off, towards the past. */
function ticksIn(count: bigint, unit: 'MILLIS' | 'MICROS' | 'NANOS'): bigint {
  if (unit === 'MILLIS') return count * 10_000n;
  if (unit === 'MICROS') return count * 10n;
  return count >= 0n ? count / 100n : -((99n - count) / 100n);
}

function decimalOf(unscaled: bigint, scale: number): Cell | Unfit {
  if (scale === 0) return parseDecimal(String(unscaled)) ?? undefined;
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return parseDecimal(`${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`) ?? undefined;
}

/** The highest byte first. */
function integerOf(bytes: Uint8Array, start: number, end: number): bigint {
  let value = 0n;
  for (let at = start; at < end; at++) value = (value << 8n) | BigInt(bytes[at]);
  return start < end && bytes[start] & 0x80 ? value - (1n << BigInt((end - start) * 8)) : value;
}

function guidOf(bytes: Uint8Array, start: number): string {
  let hex = '';
  for (let at = start; at < start + 16; at++) hex += bytes[at].toString(16).padStart(2, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A number of 16 bits: sign, five bits of exponent, ten of fraction. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of which the file does not say that they are text. Throws NoText where they are none. */
export function strictText(bytes: Uint8Array, start: number, end: number): string {
  try {
    return strict.decode(bytes.subarray(start, end));
  } catch {
    throw new NoText();
  }
}

/** A column of bytes that are no text. */
export class NoText extends Error {}
