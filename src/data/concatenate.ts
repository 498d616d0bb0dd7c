import { type Bitmap, createBitmap, setBit } from './bitmap.ts';
import { createBuilder } from './builder.ts';
import { cellReader } from './cells.ts';
import { Dictionary, type TextEntries } from './dictionary.ts';
import type { Dynamic } from './dynamic.ts';
import type { ScalarType } from './types.ts';
import { codeArray, constantVector, isNullAt, type Vector } from './vector.ts';

/** One vector of the rows of all, in order. All must be of the type. */
export function concatenate(type: ScalarType, vectors: readonly Vector[]): Vector {
  if (vectors.length === 1) return vectors[0];
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const first = vectors[0];
  if (first === undefined) return createBuilder(type).finish();
  if (first.encoding === 'constant' && vectors.every((vector) => vector.encoding === 'constant' && vector.value === first.value)) {
    return constantVector(type, first.value, length);
  }
  switch (type) {
    case 'string':
      return concatenateText(vectors, length);
    case 'dynamic': {
      const values: Dynamic[] = [];
      for (const vector of vectors) {
        const read = cellReader(vector);
        for (let i = 0; i < vector.length; i++) values.push(read(i) as Dynamic);
      }
      return { encoding: 'dynamic', type: 'dynamic', length, nulls: undefined, values };
    }
    case 'long':
    case 'datetime':
    case 'timespan':
      return concatenateLongs(type, vectors, length);
    case 'int': {
      const values = new Int32Array(length);
      copyNumbers(values, vectors);
      return { encoding: 'int32', type, length, nulls: concatenateNulls(vectors, length), values };
    }
    case 'bool': {
      const values = new Uint8Array(length);
      copyNumbers(values, vectors);
      return { encoding: 'bool', type, length, nulls: concatenateNulls(vectors, length), values };
    }
    case 'real': {
      const values = new Float64Array(length);
      copyNumbers(values, vectors);
      return { encoding: 'real', type, length, nulls: concatenateNulls(vectors, length), values };
    }
    default: {
      const builder = createBuilder(type);
      for (const vector of vectors) {
        const read = cellReader(vector);
        for (let i = 0; i < vector.length; i++) builder.append(read(i));
      }
      return builder.finish();
    }
  }
}

/** Copies vectors whose values are plain numbers (or a constant that is one, or null). */
function copyNumbers(target: Int32Array | Uint8Array | Float64Array, vectors: readonly Vector[]): void {
  let at = 0;
  for (const vector of vectors) {
    if (vector.encoding === 'constant') target.fill(Number(vector.value ?? 0), at, at + vector.length);
    else if (vector.encoding === 'int32' || vector.encoding === 'bool' || vector.encoding === 'real' || vector.encoding === 'offset')
      target.set(vector.values, at);
    at += vector.length;
  }
}

function concatenateLongs(type: 'long' | 'datetime' | 'timespan', vectors: readonly Vector[], length: number): Vector {
  const nulls = concatenateNulls(vectors, length);
  if (vectors.every((vector) => vector.encoding === 'int32' || (vector.encoding === 'constant' && vector.value === null))) {
    const values = new Int32Array(length);
    copyNumbers(values, vectors);
    return { encoding: 'int32', type, length, nulls, values };
  }
  const base = sharedBase(vectors);
  if (base !== undefined) {
    const values = new Float64Array(length);
    copyNumbers(values, vectors);
    return { encoding: 'offset', type, length, nulls, base, values };
  }
  const values = new BigInt64Array(length);
  let at = 0;
  for (const vector of vectors) {
    const end = at + vector.length;
    if (vector.encoding === 'constant') values.fill(BigInt((vector.value ?? 0) as number | bigint), at, end);
    else if (vector.encoding === 'int64') values.set(vector.values, at);
    else if (vector.encoding === 'int32') for (let i = at; i < end; i++) values[i] = BigInt(vector.values[i - at]);
    else if (vector.encoding === 'offset') for (let i = at; i < end; i++) values[i] = vector.base + BigInt(vector.values[i - at]);
    at = end;
  }
  return { encoding: 'int64', type, length, nulls, values };
}

/** The base that all vectors can be written with as they stand, if there is one: Int32 and small constants go with base 0. */
function sharedBase(vectors: readonly Vector[]): bigint | undefined {
  let base: bigint | undefined;
  for (const vector of vectors) {
    if (vector.encoding === 'constant' && vector.value === null) continue;
    const own = baseOf(vector);
    if (own === undefined || (base !== undefined && base !== own)) return undefined;
    base = own;
  }
  return base;
}

function baseOf(vector: Vector): bigint | undefined {
  if (vector.encoding === 'offset') return vector.base;
  return vector.encoding === 'int32' || (vector.encoding === 'constant' && typeof vector.value === 'number') ? 0n : undefined;
}

function concatenateText(vectors: readonly Vector[], length: number): Vector {
  if (vectors.every((vector) => vector.encoding === 'text')) {
    return { encoding: 'text', type: 'string', length, nulls: undefined, values: vectors.flatMap((vector) => vector.values) };
  }
  const shared = sharedDictionary(vectors);
  if (shared !== undefined) {
    const { dictionary, constants } = shared;
    const codes = codeArray(dictionary.entries.length, length);
    let at = 0;
    for (const vector of vectors) {
      if (vector.encoding === 'coded-text') codes.set(vector.codes, at);
      else if (vector.encoding === 'constant') codes.fill(constants.get(vector.value as string) as number, at, at + vector.length);
      at += vector.length;
    }
    return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary };
  }
  const dictionary = new Dictionary();
  const wide = new Uint32Array(length);
  let at = 0;
  for (const vector of vectors) {
    const end = at + vector.length;
    if (vector.encoding === 'coded-text') {
      const remap = new Int32Array(vector.dictionary.entries.length).fill(-1);
      const { entries } = vector.dictionary;
      for (let i = at; i < end; i++) {
        const code = vector.codes[i - at];
        wide[i] = remap[code] >= 0 ? remap[code] : (remap[code] = dictionary.add(entries[code]));
      }
    } else if (vector.encoding === 'constant') {
      wide.fill(dictionary.add(vector.value as string), at, end);
    } else if (vector.encoding === 'text') {
      for (let i = at; i < end; i++) wide[i] = dictionary.add(vector.values[i - at]);
    }
    at = end;
  }
  const codes = codeArray(dictionary.size, length);
  codes.set(wide);
  return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary };
}

/** The one dictionary that all vectors with codes point into, with the codes of the constants: those it does not have are put behind its entries. */
function sharedDictionary(
  vectors: readonly Vector[],
): { readonly dictionary: TextEntries; readonly constants: ReadonlyMap<string, number> } | undefined {
  let shared: TextEntries | undefined;
  for (const vector of vectors) {
    if (vector.encoding === 'constant') continue;
    if (vector.encoding !== 'coded-text' || (shared !== undefined && vector.dictionary !== shared)) return undefined;
    shared = vector.dictionary;
  }
  if (shared === undefined) return undefined;
  const constants = new Map<string, number>();
  const added: string[] = [];
  for (const vector of vectors) {
    if (vector.encoding !== 'constant' || constants.has(vector.value as string)) continue;
    const text = vector.value as string;
    const known = shared instanceof Dictionary ? shared.find(text) : undefined;
    constants.set(text, known ?? shared.entries.length + added.push(text) - 1);
  }
  return { dictionary: added.length === 0 ? shared : { entries: [...shared.entries, ...added] }, constants };
}

function concatenateNulls(vectors: readonly Vector[], length: number): Bitmap | undefined {
  let nulls: Bitmap | undefined;
  let at = 0;
  for (const vector of vectors) {
    if (vector.nulls !== undefined || (vector.encoding === 'constant' && vector.value === null)) {
      nulls ??= createBitmap(length);
      for (let i = 0; i < vector.length; i++) if (isNullAt(vector, i)) setBit(nulls, at + i);
    }
    at += vector.length;
  }
  return nulls;
}
