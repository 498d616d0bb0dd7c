import type { SchemaElement } from 'hyparquet';
import type { Bytes } from '../bytes.ts';
import { maxPageBytes, padding } from './codecs.ts';
import { readDeltas } from './delta.ts';
import { readHybrid } from './levels.ts';

/** Values as they are stored, without what they mean. */
export type Plain =
  | { readonly form: 'numbers'; readonly values: Uint8Array | Int32Array | Float32Array | Float64Array }
  /** Two words each, the lower one first. */
  | { readonly form: 'longs'; readonly words: Int32Array }
  | { readonly form: 'bytes'; readonly source: Bytes; readonly starts: Int32Array; readonly ends: Int32Array };

export interface Dictionary {
  readonly values: Plain;
  readonly size: number;
}

/** The values of a page: plain, or as codes into the dictionary of its chunk. */
export type Values = Plain | { readonly form: 'codes'; readonly codes: Int32Array; readonly dictionary: Dictionary };

/** Decodes `count` values that stand in the bytes [start, end), behind which some more are readable. Throws for what is damaged. */
export function decodeValues(
  page: Bytes,
  start: number,
  end: number,
  count: number,
  encoding: string | undefined,
  element: SchemaElement,
  dictionary: Dictionary | undefined,
): Values {
  const { type } = element;
  switch (encoding) {
    case 'PLAIN':
      return plainValues(page, start, end, count, element);
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      return codedValues(page, start, end, count, dictionary);
    case 'RLE':
      if (type === 'BOOLEAN') return bitRuns(page, start, end, count);
      break;
    case 'BYTE_STREAM_SPLIT':
      return plainValues(...joinedStreams(page, start, end, count, widthOf(element)), count, element);
    case 'DELTA_BINARY_PACKED':
      if (type === 'INT32') return { form: 'numbers', values: deltas(page, start, end, count).values };
      if (type === 'INT64') {
        const words = new Int32Array(count * 2);
        readDeltas(page, start, end, count, words, 2);
        return { form: 'longs', words };
      }
      break;
    case 'DELTA_LENGTH_BYTE_ARRAY':
      if (type === 'BYTE_ARRAY') return deltaLengths(page, start, end, count);
      break;
    case 'DELTA_BYTE_ARRAY':
      if (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY') return deltaPrefixes(page, start, end, count, element);
  }
  throw new Error(`values of ${type} in the encoding ${encoding ?? 'that is not known'}`);
}

function plainValues(page: Bytes, start: number, end: number, count: number, element: SchemaElement): Plain {
  const { type } = element;
  if (type === 'BYTE_ARRAY') return plainTexts(page, start, end, count);
  if (type === 'BOOLEAN') {
    if (Math.ceil(count / 8) > end - start) throw new Error('values that end early');
    const values = new Uint8Array(count);
    for (let i = 0; i < count; i++) values[i] = (page.bytes[start + (i >>> 3)] >>> (i & 7)) & 1;
    return { form: 'numbers', values };
  }
  const width = widthOf(element);
  if (count * width > end - start) throw new Error('values that end early');
  // a copy, so that it begins where such an array must
  const buffer = (): ArrayBuffer => page.bytes.slice(start, start + count * width).buffer as ArrayBuffer;
  switch (type) {
    case 'INT32':
      return { form: 'numbers', values: new Int32Array(buffer()) };
    case 'FLOAT':
      return { form: 'numbers', values: new Float32Array(buffer()) };
    case 'DOUBLE':
      return { form: 'numbers', values: new Float64Array(buffer()) };
    case 'INT64':
      return { form: 'longs', words: new Int32Array(buffer()) };
    default: {
      const starts = new Int32Array(count);
      const ends = new Int32Array(count);
      for (let i = 0; i < count; i++) {
        starts[i] = start + i * width;
        ends[i] = starts[i] + width;
      }
      return { form: 'bytes', source: page, starts, ends };
    }
  }
}

/** The bytes of a value of a type whose values are all as long. */
function widthOf({ type, type_length: length }: SchemaElement): number {
  switch (type) {
    case 'INT32':
    case 'FLOAT':
      return 4;
    case 'INT64':
    case 'DOUBLE':
      return 8;
    case 'INT96':
      return 12;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (length !== undefined && length > 0) return length;
  }
  throw new Error(`values of ${type} without a length`);
}

function plainTexts(source: Bytes, start: number, end: number, count: number): Plain {
  if (count * 4 > end - start) throw new Error('values that end early');
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 4 > end) throw new Error('values that end early');
    const length = source.view.getUint32(at, true);
    at += 4;
    starts[i] = at;
    at += length;
    if (at > end) throw new Error('values that end early');
    ends[i] = at;
  }
  return { form: 'bytes', source, starts, ends };
}

function codedValues({ bytes }: Bytes, start: number, end: number, count: number, dictionary: Dictionary | undefined): Values {
  if (dictionary === undefined) throw new Error('codes without a dictionary');
  const codes = new Int32Array(count);
  if (count > 0) {
    const width = start < end ? bytes[start] : 33;
    if (width > 32) throw new Error('codes that are too wide');
    readHybrid(bytes, start + 1, end, width, codes);
    const { size } = dictionary;
    for (let i = 0; i < count; i++) if (codes[i] >>> 0 >= size) throw new Error('a code that is not in the dictionary');
  }
  return { form: 'codes', codes, dictionary };
}

function bitRuns({ bytes, view }: Bytes, start: number, end: number, count: number): Plain {
  const values = new Uint8Array(count);
  if (count > 0) {
    if (start + 4 > end) throw new Error('values that end early');
    readHybrid(bytes, start + 4, Math.min(end, start + 4 + view.getUint32(start, true)), 1, values);
  }
  return { form: 'numbers', values };
}

/** The first bytes of all values, then the second ones …: put together again. */
function joinedStreams(page: Bytes, start: number, end: number, count: number, width: number): [Bytes, number, number] {
  const length = count * width;
  if (length > end - start) throw new Error('values that end early');
  const bytes = new Uint8Array(length + padding);
  for (let part = 0; part < width; part++) {
    const from = start + part * count;
    for (let i = 0; i < count; i++) bytes[i * width + part] = page.bytes[from + i];
  }
  return [{ bytes, view: new DataView(bytes.buffer) }, 0, length];
}

function deltas(page: Bytes, start: number, end: number, count: number): { values: Int32Array; at: number } {
  const values = new Int32Array(count);
  const at = readDeltas(page, start, end, count, values, 1);
  return { values, at };
}

function deltaLengths(source: Bytes, start: number, end: number, count: number): Plain & { readonly form: 'bytes' } {
  const { values: lengths, at: first } = deltas(source, start, end, count);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let at = first;
  for (let i = 0; i < count; i++) {
    starts[i] = at;
    at += lengths[i];
    if (lengths[i] < 0 || at > end) throw new Error('values that end early');
    ends[i] = at;
  }
  return { form: 'bytes', source, starts, ends };
}

/** Each value is the beginning of the one before it and a rest. */
function deltaPrefixes(page: Bytes, start: number, end: number, count: number, element: SchemaElement): Plain {
  const { values: prefixes, at } = deltas(page, start, end, count);
  const rests = deltaLengths(page, at, end, count);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) {
    starts[i] = length;
    length += prefixes[i] + rests.ends[i] - rests.starts[i];
    ends[i] = length;
    const before = i === 0 ? 0 : ends[i - 1] - starts[i - 1];
    if (prefixes[i] < 0 || prefixes[i] > before) throw new Error('a value that begins as none before it');
    if (length > maxPageBytes) throw new Error(`a page of ${length} bytes`);
    if (element.type === 'FIXED_LEN_BYTE_ARRAY' && ends[i] - starts[i] !== element.type_length)
      throw new Error('a value of the wrong length');
  }
  const bytes = new Uint8Array(length + padding);
  for (let i = 0; i < count; i++) {
    if (i > 0) bytes.copyWithin(starts[i], starts[i - 1], starts[i - 1] + prefixes[i]);
    bytes.set(page.bytes.subarray(rests.starts[i], rests.ends[i]), starts[i] + prefixes[i]);
  }
  return { form: 'bytes', source: { bytes, view: new DataView(bytes.buffer) }, starts, ends };
}
