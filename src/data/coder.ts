import { vectorOf } from './builder.ts';
import { cellReader } from './cells.ts';
import type { Clustering } from './clustering.ts';
import { Dictionary, type TextEntries } from './dictionary.ts';
import type { Dynamic } from './dynamic.ts';
import { stringifyDynamic } from './json.ts';
import { NumberCoder, roomFor } from './number-coder.ts';
import { ownText } from './text.ts';
import type { ScalarType } from './types.ts';
import { type Cell, type Codes, codeArray, type Vector } from './vector.ts';

/**
 * Gives the distinct values of a column dense codes 0, 1, 2 … in the order in which they first occur; null is a value of its own. One coder
 * serves one key over all segments, whatever dictionaries and encodings they bring. Grouping, joining and counting distinct values all
 * rest on it.
 */
export interface Coder {
  /** How many distinct values there are so far. */
  readonly count: number;
  readonly bytes: number;
  /** The codes of a vector's rows, new values getting new codes. The array is used again by the next call. */
  assign(vector: Vector): Int32Array;
  /** The codes of a vector's rows, -1 for values without a code. The array is used again by the next call. */
  find(vector: Vector): Int32Array;
  /** The values, by code. */
  values(): Vector;
  /** Prepares for more values than a table in the cache can hold; calls with very many rows are faster from now on, new codes in another order. */
  cluster?(): void;
  /** As `assign`, but cluster by cluster; undefined where that is not at hand. The array of codes is used again by the next call. */
  assignClustered?(vector: Vector): ClusteredRows | undefined;
}

/** The codes of rows in another order than theirs. */
export interface ClusteredRows {
  readonly clustering: Clustering;
  readonly codes: Int32Array;
}

export function createCoder(type: ScalarType): Coder {
  switch (type) {
    case 'string':
      return new TextCoder();
    case 'int':
    case 'long':
    case 'datetime':
    case 'timespan':
    case 'real':
    case 'bool':
      return new NumberCoder(type);
    default:
      return new CellCoder(type);
  }
}

/**
 * Strings: each dictionary that comes by is remapped once, entry by entry as they occur. The entries of the first Dictionary are distinct, so
 * they need no looking up; other texts are looked for there before they count as its own.
 */
class TextCoder implements Coder {
  private home: Dictionary | undefined;
  /** Codes of texts that the first dictionary does not have. */
  private readonly others = new Map<string, number>();
  private size = 0;
  private readonly assigned = new WeakMap<TextEntries, Int32Array>();
  private readonly found = new WeakMap<TextEntries, Int32Array>();
  private buffer: Int32Array = new Int32Array(0);
  /** UTF-16 units of the others; the texts of the first dictionary are not held here. */
  private textUnits = 0;

  get count(): number {
    return this.size;
  }

  get bytes(): number {
    const { home, others } = this;
    // of the first dictionary, which others may hold as well, what is named here
    const named = home === undefined ? 0 : home.bytes * Math.min(1, (this.size - others.size) / Math.max(1, home.size));
    return named + this.textUnits * 2 + others.size * 100 + this.size * 4;
  }

  assign(vector: Vector): Int32Array {
    const { length } = vector;
    const out = this.room(length);
    switch (vector.encoding) {
      case 'coded-text': {
        const { codes, dictionary } = vector;
        if (this.home === undefined && this.others.size === 0 && dictionary instanceof Dictionary) this.home = dictionary;
        const remap = remapFor(this.assigned, dictionary);
        if (remapCodes(codes, remap, out, length)) return out;
        const { entries } = dictionary;
        const isHome = dictionary === this.home;
        for (let i = 0; i < length; i++) {
          if (out[i] !== unknown) continue;
          const entry = codes[i];
          if (remap[entry] === unknown) remap[entry] = isHome ? this.size++ : this.add(entries[entry]);
          out[i] = remap[entry];
        }
        return out;
      }
      case 'text': {
        const { values } = vector;
        for (let i = 0; i < length; i++) out[i] = this.add(values[i]);
        return out;
      }
      case 'constant':
        return out.fill(this.add(vector.value as string), 0, length);
      default:
        throw new Error(`no strings in a ${vector.encoding} vector`);
    }
  }

  find(vector: Vector): Int32Array {
    const { length } = vector;
    const out = this.room(length);
    switch (vector.encoding) {
      case 'coded-text': {
        const { codes, dictionary } = vector;
        const isHome = dictionary === this.home;
        const remap = remapFor(isHome ? this.assigned : this.found, dictionary);
        if (remapCodes(codes, remap, out, length) || isHome) return out;
        for (let i = 0; i < length; i++) {
          if (out[i] >= 0) continue;
          const entry = codes[i];
          if (remap[entry] === unknown) remap[entry] = this.lookEntry(dictionary, entry) ?? absent;
          out[i] = remap[entry] === absent ? -1 : remap[entry];
        }
        return out;
      }
      case 'text': {
        const { values } = vector;
        for (let i = 0; i < length; i++) out[i] = this.look(values[i]) ?? -1;
        return out;
      }
      case 'constant':
        return out.fill(this.look(vector.value as string) ?? -1, 0, length);
      default:
        throw new Error(`no strings in a ${vector.encoding} vector`);
    }
  }

  values(): Vector {
    const { home, others, size: length } = this;
    const own = home && this.assigned.get(home);
    if (home !== undefined && own !== undefined && others.size === 0) {
      const codes = codeArray(home.size, length);
      for (let entry = 0; entry < own.length; entry++) if (own[entry] !== unknown) codes[own[entry]] = entry;
      return { encoding: 'coded-text', type: 'string', length, nulls: undefined, codes, dictionary: home };
    }
    const values = new Array<string>(length);
    if (home !== undefined && own !== undefined)
      for (let entry = 0; entry < own.length; entry++) if (own[entry] !== unknown) values[own[entry]] = home.entries[entry];
    for (const [text, code] of others) values[code] = text;
    return { encoding: 'text', type: 'string', length, nulls: undefined, values };
  }

  private look(text: string): number | undefined {
    return this.codeOf(this.home?.find(text), text);
  }

  private lookEntry(dictionary: TextEntries, entry: number): number | undefined {
    const text = dictionary.entries[entry];
    const { home } = this;
    return home !== undefined && dictionary instanceof Dictionary ? this.codeOf(home.findEntry(dictionary, entry), text) : this.look(text);
  }

  /** The code of a text and its entry in the first dictionary. */
  private codeOf(entry: number | undefined, text: string): number | undefined {
    if (entry === undefined) return this.others.get(text);
    const code = remapFor(this.assigned, this.home as Dictionary)[entry];
    return code === unknown ? undefined : code;
  }

  private add(text: string): number {
    const entry = this.home?.find(text);
    const known = this.codeOf(entry, text);
    if (known !== undefined) return known;
    const code = this.size++;
    if (entry !== undefined) {
      remapFor(this.assigned, this.home as Dictionary)[entry] = code;
    } else {
      this.others.set(ownText(text), code);
      this.textUnits += text.length;
    }
    return code;
  }

  private room(length: number): Int32Array {
    this.buffer = roomFor(this.buffer, length);
    return this.buffer;
  }
}

/** In a remap: nobody has asked for the code of this entry yet. */
const unknown = -1;
/** In a remap of codes that are only looked for: it was looked for, and there is none. */
const absent = -2;

function remapFor(remaps: WeakMap<TextEntries, Int32Array>, dictionary: TextEntries): Int32Array {
  const size = dictionary.entries.length;
  let remap = remaps.get(dictionary);
  if (remap === undefined || remap.length < size) {
    const grown = new Int32Array(Math.max(size, 256, (remap?.length ?? 0) * 2)).fill(unknown);
    if (remap !== undefined) grown.set(remap);
    remap = grown;
    remaps.set(dictionary, remap);
  }
  return remap;
}

/** Whether every code has a remapped one. One loop text per array type: a shared one would be slow for all. */
function remapCodes(codes: Codes, remap: Int32Array, out: Int32Array, length: number): boolean {
  let sign = 0;
  if (codes instanceof Uint8Array) for (let i = 0; i < length; i++) sign |= out[i] = remap[codes[i]];
  else if (codes instanceof Uint16Array) for (let i = 0; i < length; i++) sign |= out[i] = remap[codes[i]];
  else for (let i = 0; i < length; i++) sign |= out[i] = remap[codes[i]];
  return sign >= 0;
}

/** Types whose values are compared by their text: guid, decimal, dynamic. */
class CellCoder implements Coder {
  private readonly type: ScalarType;
  private readonly codes = new Map<string | null, number>();
  private readonly cells: Cell[] = [];
  private buffer: Int32Array = new Int32Array(0);

  constructor(type: ScalarType) {
    this.type = type;
  }

  get count(): number {
    return this.cells.length;
  }

  get bytes(): number {
    return this.cells.length * 160;
  }

  assign(vector: Vector): Int32Array {
    return this.code(vector, (key, cell) => {
      const code = this.cells.length;
      this.codes.set(key, code);
      this.cells.push(cell);
      return code;
    });
  }

  find(vector: Vector): Int32Array {
    return this.code(vector, () => -1);
  }

  values(): Vector {
    return vectorOf(this.type, this.cells);
  }

  private code(vector: Vector, miss: (key: string | null, cell: Cell) => number): Int32Array {
    const { length } = vector;
    const out = roomFor(this.buffer, length);
    this.buffer = out;
    const read = cellReader(vector);
    for (let i = 0; i < length; i++) {
      const cell = read(i);
      const key = keyText(this.type, cell);
      out[i] = this.codes.get(key) ?? miss(key, cell);
    }
    return out;
  }
}

function keyText(type: ScalarType, cell: Cell): string | null {
  if (cell === null) return null;
  return type === 'dynamic' ? stringifyDynamic(cell as Dynamic) : String(cell);
}
