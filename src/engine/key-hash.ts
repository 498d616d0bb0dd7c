import { hasBit } from '../data/bitmap.ts';
import { cellReader } from '../data/cells.ts';
import type { TextEntries } from '../data/dictionary.ts';
import type { Dynamic } from '../data/dynamic.ts';
import { hashWords } from '../data/hash-words.ts';
import { stringifyDynamic } from '../data/json.ts';
import type { Cell, Vector } from '../data/vector.ts';

const hashOfNull = 0x51ed270b;

/** Hashes of rows by their keys: rows that a Grouper gives the same group have the same hash, whatever the encodings of their vectors. */
export class KeyHasher {
  private readonly seed: number;
  /** By entry; 0 where it is not known yet. */
  private readonly ofEntries = new WeakMap<TextEntries, Int32Array>();

  constructor(seed: number) {
    this.seed = Math.imul(seed + 1, 0x9e3779b1);
  }

  hash(keys: readonly Vector[], length: number): Int32Array {
    const hashes = new Int32Array(length).fill(this.seed);
    for (const key of keys) this.mix(hashes, key);
    return hashes;
  }

  private mix(hashes: Int32Array, key: Vector): void {
    const { length } = hashes;
    const { nulls } = key;
    switch (key.encoding) {
      case 'coded-text': {
        const known = this.entryHashes(key.dictionary);
        const { entries } = key.dictionary;
        for (let row = 0; row < length; row++) {
          const code = key.codes[row];
          if (known[code] === 0) known[code] = hashText(entries[code]) || 1;
          hashes[row] = hashWords(hashes[row], known[code]);
        }
        return;
      }
      case 'text':
        for (let row = 0; row < length; row++) hashes[row] = hashWords(hashes[row], hashText(key.values[row]) || 1);
        return;
      case 'int32':
      case 'bool': {
        const { values } = key;
        for (let row = 0; row < length; row++) {
          const value = values[row];
          hashes[row] = hashWords(hashes[row], nulls !== undefined && hasBit(nulls, row) ? hashOfNull : hashWords(value, value >> 31));
        }
        return;
      }
      case 'int64': {
        const words = new Int32Array(key.values.buffer, key.values.byteOffset, length * 2);
        for (let row = 0; row < length; row++) {
          const isNull = nulls !== undefined && hasBit(nulls, row);
          hashes[row] = hashWords(hashes[row], isNull ? hashOfNull : hashWords(words[2 * row], words[2 * row + 1]));
        }
        return;
      }
      case 'offset': {
        const base = new Int32Array(BigInt64Array.of(key.base).buffer);
        const { values } = key;
        for (let row = 0; row < length; row++) {
          const upper = Math.floor(values[row] / 4294967296);
          const low = (base[0] >>> 0) + (values[row] - upper * 4294967296);
          const high = base[1] + upper + (low >= 4294967296 ? 1 : 0);
          const isNull = nulls !== undefined && hasBit(nulls, row);
          hashes[row] = hashWords(hashes[row], isNull ? hashOfNull : hashWords(low | 0, high | 0));
        }
        return;
      }
      case 'real': {
        const { values } = key;
        for (let row = 0; row < length; row++)
          hashes[row] = hashWords(hashes[row], nulls !== undefined && hasBit(nulls, row) ? hashOfNull : hashReal(values[row]));
        return;
      }
      case 'constant': {
        const hash = hashCell(key, key.value);
        for (let row = 0; row < length; row++) hashes[row] = hashWords(hashes[row], hash);
        return;
      }
      default: {
        const read = cellReader(key);
        for (let row = 0; row < length; row++) hashes[row] = hashWords(hashes[row], hashCell(key, read(row)));
      }
    }
  }

  private entryHashes(dictionary: TextEntries): Int32Array {
    const size = dictionary.entries.length;
    let known = this.ofEntries.get(dictionary);
    if (known === undefined || known.length < size) {
      const grown = new Int32Array(Math.max(size, (known?.length ?? 0) * 2));
      if (known !== undefined) grown.set(known);
      known = grown;
      this.ofEntries.set(dictionary, known);
    }
    return known;
  }
}

/** The hash of one value as the loops above have it. */
function hashCell({ type }: Vector, value: Cell): number {
  if (value === null) return hashOfNull;
  switch (type) {
    case 'string':
      return hashText(value as string) || 1;
    case 'real':
      return hashReal(value as number);
    case 'bool':
    case 'int':
    case 'long':
    case 'datetime':
    case 'timespan': {
      const words = new Int32Array(BigInt64Array.of(BigInt(value as number | bigint | boolean)).buffer);
      return hashWords(words[0], words[1]);
    }
    case 'dynamic':
      return hashText(stringifyDynamic(value as Dynamic));
    default:
      return hashText(String(value));
  }
}

const one = new Float64Array(1);
const wordsOfOne = new Int32Array(one.buffer);

/** -0 is 0, and one NaN is as good as another. */
function hashReal(value: number): number {
  one[0] = Number.isNaN(value) ? Number.NaN : value + 0;
  return hashWords(wordsOfOne[0], wordsOfOne[1]);
}

function hashText(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hashWords(hash, text.length);
}
