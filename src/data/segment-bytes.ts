import { type Bitmap, createBitmap } from './bitmap.ts';
import { ByteReader, type ByteWriter } from './byte-buffer.ts';
import { type DecimalValue, formatDecimal, parseDecimal } from './decimal.ts';
import { Dictionary, DynamicEntries } from './dictionary.ts';
import { dynamicOfCell } from './dynamic.ts';
import { readDynamic, writeDynamic } from './dynamic-bytes.ts';
import { createSegment, type Segment } from './segment.ts';
import type { ScalarType } from './types.ts';
import { type Cell, type Codes, codeArray, constantVector, type Vector } from './vector.ts';

/** Texts are put together up to this many units and cut again: one call for many, and a text kept alive keeps no more than this alive. */
const pieceUnits = 1 << 12;

const types = ['bool', 'int', 'long', 'real', 'decimal', 'datetime', 'timespan', 'guid', 'string', 'dynamic'] as const;
const encodings = [
  ...(['constant', 'int32', 'offset', 'int64', 'real', 'bool', 'guid', 'coded-text', 'text', 'coded-dynamic', 'dynamic'] as const),
  ...(['decimal', 'coded-json', 'coded-entries'] as const),
];

/**
 * Writes the rows of a segment as bytes that stand for themselves: of a dictionary only the entries go with them that the rows name. What
 * stands in the place of a null comes back as it is.
 */
export function writeSegment(writer: ByteWriter, segment: Segment): void {
  writer.count(segment.length);
  writer.count(segment.width);
  for (let index = 0; index < segment.width; index++) writeVector(writer, segment.column(index));
}

/** The segment that writeSegment wrote: the same values in the same encodings. */
export function readSegment(bytes: Uint8Array): Segment {
  const reader = new ByteReader(bytes);
  const length = reader.count();
  const width = reader.count();
  return createSegment(
    Array.from({ length: width }, () => readVector(reader, length)),
    length,
  );
}

/** JSON text that nobody has read yet goes as text; the entries of what is no Dictionary may repeat. */
function writtenEncoding(vector: Vector): (typeof encodings)[number] {
  if (vector.encoding === 'coded-dynamic' && vector.entries.texts !== undefined) return 'coded-json';
  return vector.encoding === 'coded-text' && !(vector.dictionary instanceof Dictionary) ? 'coded-entries' : vector.encoding;
}

function writeVector(writer: ByteWriter, vector: Vector): void {
  const { length } = vector;
  writer.byte(encodings.indexOf(writtenEncoding(vector)));
  writer.byte(types.indexOf(vector.type));
  switch (vector.encoding) {
    case 'constant':
      writeDynamic(writer, dynamicOfCell(vector.type, vector.value));
      return;
    case 'offset':
      writer.wide(vector.base);
      break;
    case 'coded-text':
    case 'coded-dynamic': {
      const { codes, used } = usedCodes(vector.codes, length);
      writer.count(used.length);
      writer.array(codes);
      const texts = vector.encoding === 'coded-text' ? vector.dictionary.entries : vector.entries.texts;
      if (texts !== undefined)
        writeTexts(
          writer,
          used.map((code) => texts[code]),
        );
      else if (vector.encoding === 'coded-dynamic') for (const code of used) writeDynamic(writer, vector.entries.at(code));
      return;
    }
    case 'text':
      writeTexts(writer, vector.values);
      return;
    case 'dynamic':
      for (const value of vector.values) writeDynamic(writer, value);
      return;
    case 'decimal':
      writeTexts(
        writer,
        vector.values.map((value) => (value === null ? '' : formatDecimal(value))),
      );
      return;
  }
  writeNulls(writer, vector.nulls, length);
  // a vector may be shorter than its array
  if (vector.encoding === 'guid') writer.array(vector.words.subarray(0, 2 * length));
  else writer.array(vector.values.subarray(0, length));
}

function readVector(reader: ByteReader, length: number): Vector {
  const encoding = encodings[reader.byte()];
  const type: ScalarType = types[reader.byte()];
  switch (encoding) {
    case 'constant':
      return constantVector(type, cellOf(reader, type), length);
    case 'coded-text': {
      const { codes, count } = readCodes(reader, length);
      const dictionary = new Dictionary();
      dictionary.append(readTexts(reader, count));
      return { encoding, type: 'string', length, nulls: undefined, codes, dictionary };
    }
    case 'coded-entries': {
      const { codes, count } = readCodes(reader, length);
      const dictionary = { entries: readTexts(reader, count) };
      return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary };
    }
    case 'coded-json':
    case 'coded-dynamic': {
      const { codes, count } = readCodes(reader, length);
      const entries =
        encoding === 'coded-json'
          ? DynamicEntries.ofTexts(readTexts(reader, count))
          : DynamicEntries.ofValues(Array.from({ length: count }, () => readDynamic(reader)));
      return { encoding: 'coded-dynamic', type: 'dynamic', length, nulls: undefined, codes, entries };
    }
    case 'text':
      return { encoding, type: 'string', length, nulls: undefined, values: readTexts(reader, length) };
    case 'dynamic':
      return { encoding, type: 'dynamic', length, nulls: undefined, values: Array.from({ length }, () => readDynamic(reader)) };
    case 'decimal': {
      const values = readTexts(reader, length).map((text): DecimalValue | null => (text === '' ? null : parseDecimal(text)));
      return { encoding, type: 'decimal', length, nulls: undefined, values };
    }
  }
  const base = encoding === 'offset' ? reader.wide() : 0n;
  const nulls = readNulls(reader, length);
  switch (encoding) {
    case 'int32':
      return { encoding, type: type as 'int' | 'long', length, nulls, values: reader.array(new Int32Array(length)) };
    case 'offset':
      return { encoding, type: type as 'long', length, nulls, base, values: reader.array(new Float64Array(length)) };
    case 'int64':
      return { encoding, type: type as 'long', length, nulls, values: reader.array(new BigInt64Array(length)) };
    case 'real':
      return { encoding, type: 'real', length, nulls, values: reader.array(new Float64Array(length)) };
    case 'bool':
      return { encoding, type: 'bool', length, nulls, values: reader.array(new Uint8Array(length)) };
    case 'guid':
      return { encoding, type: 'guid', length, nulls, words: reader.array(new BigUint64Array(2 * length)) };
  }
}

/** The cell that a constant holds: in a dynamic value some types are wrapped. */
function cellOf(reader: ByteReader, type: ScalarType): Cell {
  const value = readDynamic(reader);
  if (value === null || typeof value !== 'object') return value;
  switch (type) {
    case 'real':
      return (value as { value: number }).value;
    case 'datetime':
    case 'timespan':
      return (value as { ticks: bigint }).ticks;
    case 'guid':
      return (value as { text: string }).text;
    default:
      return value;
  }
}

/** The codes that occur, in the order in which they first do, and the codes of the rows among these. */
function usedCodes(codes: Codes, length: number): { readonly codes: Codes; readonly used: number[] } {
  let largest = -1;
  for (let i = 0; i < length; i++) if (codes[i] > largest) largest = codes[i];
  const places = remapRoom(largest + 1);
  const used: number[] = [];
  const wide = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    if (places[code] === 0) places[code] = used.push(code);
    wide[i] = places[code] - 1;
  }
  for (const code of used) places[code] = 0;
  const narrow = codeArray(used.length, length);
  narrow.set(wide);
  return { codes: narrow, used };
}

/** All zero before and after its use: a dictionary may have a million entries of which few rows name few. */
let remap = new Int32Array(0);

function remapRoom(length: number): Int32Array {
  if (remap.length < length) remap = new Int32Array(Math.max(length, remap.length * 2));
  return remap;
}

function readCodes(reader: ByteReader, length: number): { readonly codes: Codes; readonly count: number } {
  const count = reader.count();
  return { codes: reader.array(codeArray(count, length)), count };
}

function writeNulls(writer: ByteWriter, nulls: Bitmap | undefined, length: number): void {
  writer.byte(nulls === undefined ? 0 : 1);
  if (nulls !== undefined) writer.array(nulls.subarray(0, (length + 31) >>> 5));
}

function readNulls(reader: ByteReader, length: number): Bitmap | undefined {
  return reader.byte() === 0 ? undefined : reader.array(createBitmap(length));
}

function writeTexts(writer: ByteWriter, texts: readonly string[]): void {
  writer.array(Uint32Array.from(texts, (text) => text.length));
  for (let from = 0; from < texts.length; ) {
    const to = pieceEnd(from, texts.length, (index) => texts[index].length);
    writer.text(to === from + 1 ? texts[from] : texts.slice(from, to).join(''));
    from = to;
  }
}

function readTexts(reader: ByteReader, count: number): string[] {
  const lengths = reader.array(new Uint32Array(count));
  const texts: string[] = [];
  for (let from = 0; from < count; ) {
    const to = pieceEnd(from, count, (index) => lengths[index]);
    const piece = reader.text();
    let at = 0;
    for (; from < to; from++) texts.push(piece.slice(at, (at += lengths[from])));
  }
  return texts;
}

function pieceEnd(from: number, count: number, lengthOf: (index: number) => number): number {
  let units = lengthOf(from);
  let to = from + 1;
  while (to < count && (units += lengthOf(to)) <= pieceUnits) to++;
  return to;
}
