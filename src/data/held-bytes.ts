import { Dictionary, type DynamicEntries, type TextEntries } from './dictionary.ts';
import { type Dynamic, isArray, isBag } from './dynamic.ts';
import type { Segment } from './segment.ts';
import type { Vector } from './vector.ts';

/**
 * About how many bytes segments take together. Of a dictionary, which many segments share and others may hold anyway, only as many entries
 * count as rows can name.
 */
export class HeldBytes {
  total = 0;
  private readonly dictionaries = new Map<object, { rows: number; bytes: number }>();

  /** Counts a segment, whose columns are gathered for it; gives what it adds. */
  add(segment: Segment): number {
    const before = this.total;
    for (let index = 0; index < segment.width; index++) this.addVector(segment.column(index));
    return this.total - before;
  }

  clear(): void {
    this.total = 0;
    this.dictionaries.clear();
  }

  /** Counts one column. */
  addVector(vector: Vector): void {
    const { length } = vector;
    this.total += vector.nulls?.byteLength ?? 0;
    switch (vector.encoding) {
      case 'constant':
        return;
      case 'bool':
        this.total += length;
        return;
      case 'int32':
        this.total += length * 4;
        return;
      case 'guid':
        this.total += length * 16;
        return;
      case 'text':
        for (let row = 0; row < length; row++) this.total += textBytes(vector.values[row]);
        return;
      case 'decimal':
        this.total += length * 100;
        return;
      case 'dynamic':
        this.total += length * averageOf(length, (row) => dynamicBytes(vector.values[row]));
        return;
      case 'coded-text':
        this.total += vector.codes.byteLength;
        this.addEntries(vector.dictionary, vector.dictionary.entries.length, length, averageText(vector.dictionary));
        return;
      case 'coded-dynamic':
        this.total += vector.codes.byteLength;
        this.addEntries(vector.entries, vector.entries.size, length, averageDynamic(vector.entries));
        return;
      default:
        this.total += length * 8;
    }
  }

  private addEntries(dictionary: object, size: number, rows: number, average: number): void {
    let known = this.dictionaries.get(dictionary);
    if (known === undefined) {
      known = { rows: 0, bytes: 0 };
      this.dictionaries.set(dictionary, known);
    }
    known.rows += rows;
    const bytes = Math.min(known.rows, size) * average;
    if (bytes <= known.bytes) return;
    this.total += bytes - known.bytes;
    known.bytes = bytes;
  }
}

/** A text outside of a dictionary: its units, its head, and the place where it is named. */
function textBytes(text: string): number {
  return text.length * 2 + 32;
}

function averageText(dictionary: TextEntries): number {
  const { entries } = dictionary;
  if (dictionary instanceof Dictionary) return dictionary.bytes / Math.max(1, dictionary.size);
  // what has been computed of a dictionary has gaps where no row has asked for an entry yet
  return averageOf(entries.length, (index) => textBytes(entries[index] ?? ''));
}

function averageDynamic(entries: DynamicEntries): number {
  const { texts } = entries;
  // what is read of a text takes some times as much as the text
  if (texts !== undefined) return averageOf(texts.length, (index) => textBytes(texts[index]) * 4);
  return averageOf(entries.size, (index) => dynamicBytes(entries.at(index) ?? null));
}

const samples = 32;

function averageOf(count: number, bytesOf: (index: number) => number): number {
  if (count === 0) return 0;
  const step = Math.max(1, Math.floor(count / samples));
  let sum = 0;
  let looked = 0;
  for (let index = 0; index < count; index += step) {
    sum += bytesOf(index);
    looked++;
  }
  return sum / looked;
}

function dynamicBytes(value: Dynamic): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value !== 'object' || value === null) return 16;
  if (isArray(value)) return 48 + value.length * (8 + averageOf(value.length, (index) => dynamicBytes(value[index])));
  if (!isBag(value)) return 64;
  let sum = 64;
  for (const [key, item] of value) sum += 48 + key.length + dynamicBytes(item);
  return sum;
}
