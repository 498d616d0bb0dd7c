import { vectorOf } from './builder.ts';
import { cellReader } from './cells.ts';
import type { TextEntries } from './dictionary.ts';
import type { Dynamic } from './dynamic.ts';
import { stringifyDynamic } from './json.ts';
import { NumberCoder, roomFor } from './number-coder.ts';
import type { ScalarType } from './types.ts';
import type { Cell, Vector } from './vector.ts';

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

/** Strings: each dictionary that comes by is remapped once, entry by entry as they occur. */
class TextCoder implements Coder {
  private readonly codes = new Map<string, number>();
  private readonly entries: string[] = [];
  private readonly assigned = new WeakMap<TextEntries, Int32Array>();
  private readonly found = new WeakMap<TextEntries, Int32Array>();
  private buffer: Int32Array = new Int32Array(0);
  private textUnits = 0;

  get count(): number {
    return this.entries.length;
  }

  get bytes(): number {
    return this.textUnits * 2 + this.entries.length * 64;
  }

  assign(vector: Vector): Int32Array {
    return this.code(vector, this.assigned, (text) => this.add(text));
  }

  find(vector: Vector): Int32Array {
    // -2 stands for "looked up and not there", because -1 means "not looked up yet" in the remap
    const codes = this.code(vector, this.found, (text) => this.codes.get(text) ?? -2);
    for (let i = 0; i < vector.length; i++) if (codes[i] < 0) codes[i] = -1;
    return codes;
  }

  values(): Vector {
    const length = this.entries.length;
    return { encoding: 'text', type: 'string', length, nulls: undefined, values: this.entries.slice() };
  }

  private add(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    const code = this.entries.length;
    this.codes.set(text, code);
    this.entries.push(text);
    this.textUnits += text.length;
    return code;
  }

  private code(vector: Vector, remaps: WeakMap<TextEntries, Int32Array>, look: (text: string) => number): Int32Array {
    const { length } = vector;
    const out = roomFor(this.buffer, length);
    this.buffer = out;
    switch (vector.encoding) {
      case 'coded-text': {
        const { entries } = vector.dictionary;
        const remap = remapFor(remaps, vector.dictionary);
        const { codes } = vector;
        for (let i = 0; i < length; i++) {
          const entry = codes[i];
          let code = remap[entry];
          if (code === -1) code = remap[entry] = look(entries[entry]);
          out[i] = code;
        }
        return out;
      }
      case 'text': {
        const { values } = vector;
        for (let i = 0; i < length; i++) out[i] = look(values[i]);
        return out;
      }
      case 'constant':
        return out.fill(look(vector.value as string), 0, length);
      default:
        throw new Error(`no strings in a ${vector.encoding} vector`);
    }
  }
}

function remapFor(remaps: WeakMap<TextEntries, Int32Array>, dictionary: TextEntries): Int32Array {
  const size = dictionary.entries.length;
  let remap = remaps.get(dictionary);
  if (remap === undefined || remap.length < size) {
    const grown = new Int32Array(Math.max(size, 256, (remap?.length ?? 0) * 2)).fill(-1);
    if (remap !== undefined) grown.set(remap);
    remap = grown;
    remaps.set(dictionary, remap);
  }
  return remap;
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
