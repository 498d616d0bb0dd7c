import type { Bitmap } from './bitmap.ts';
import { type Clustering, clusterByHash, clusterCount, clusterOf, scatter, scatterBack } from './clustering.ts';
import { hashWords } from './hash-words.ts';
import type { Int32Codes } from './int32-codes.ts';

/** Below so many rows clusters are too small to pay. */
const fewRows = 8192;

/**
 * Dense codes for more 32-bit integers than a table in the cache can hold: 64 tables, each of the integers of a cluster, and rows that are looked
 * up cluster by cluster. See Int32Codes, whose place it takes.
 */
export class ClusteredCodes {
  size: number;
  nullCode: number;
  keys: Int32Array;
  /** By cluster: key and code + 1 of each slot, in turns; 0 for the code is an empty slot. */
  private readonly tables: Int32Array[];
  private readonly sizes = new Int32Array(clusterCount);
  private values: Int32Array = new Int32Array(0);
  private codes: Int32Array = new Int32Array(0);

  constructor({ size, nullCode, keys }: Int32Codes) {
    this.size = size;
    this.nullCode = nullCode;
    this.keys = keys;
    for (let code = 0; code < size; code++) if (code !== nullCode) this.sizes[clusterOf(hashWords(keys[code], 0))]++;
    this.tables = Array.from(this.sizes, (count) => {
      let length = 2048;
      while (count * 4 > length) length *= 2;
      return new Int32Array(length);
    });
    for (let code = 0; code < size; code++)
      if (code !== nullCode) enter(this.tables[clusterOf(hashWords(keys[code], 0))], keys[code], code);
  }

  get bytes(): number {
    return this.tables.reduce((sum, table) => sum + table.byteLength, this.keys.byteLength);
  }

  /** As that of Int32Codes. Among many values new ones do not get their codes in the order of the rows. */
  code(values: Int32Array, nulls: Bitmap | undefined, length: number, out: Int32Array, insert: boolean): void {
    if (nulls !== undefined || length < fewRows) {
      this.codeRows(values, nulls, length, out, insert);
      return;
    }
    const { clustering, codes } = this.ordered(values, length, insert);
    scatterBack(clustering, codes, out);
  }

  /** The codes in the order of clusters. The array is used again by the next call. */
  ordered(values: Int32Array, length: number, insert: boolean): { readonly clustering: Clustering; readonly codes: Int32Array } {
    const clustering = clusterByHash(values, length);
    if (this.values.length < length) {
      this.values = new Int32Array(length);
      this.codes = new Int32Array(length);
    }
    scatter(clustering, values, this.values);
    const { starts } = clustering;
    for (let cluster = 0; cluster < clusterCount; cluster++) {
      if (starts[cluster] < starts[cluster + 1]) this.codeCluster(cluster, starts[cluster], starts[cluster + 1], insert);
    }
    return { clustering, codes: this.codes };
  }

  private codeCluster(cluster: number, start: number, end: number, insert: boolean): void {
    const { values, codes } = this;
    let table = this.tables[cluster];
    let mask = table.length - 1;
    for (let i = start; i < end; i++) {
      const key = values[i];
      let at = (hashWords(key, 0) << 1) & mask;
      let code = table[at + 1];
      while (code !== 0 && table[at] !== key) {
        at = (at + 2) & mask;
        code = table[at + 1];
      }
      if (code === 0 && insert) {
        table[at] = key;
        code = table[at + 1] = this.size + 1;
        this.open(cluster, key);
        table = this.tables[cluster];
        mask = table.length - 1;
      }
      codes[i] = code - 1;
    }
  }

  private codeRows(values: Int32Array, nulls: Bitmap | undefined, length: number, out: Int32Array, insert: boolean): void {
    for (let i = 0; i < length; i++) {
      if (nulls !== undefined && ((nulls[i >>> 5] >>> (i & 31)) & 1) !== 0) {
        if (this.nullCode < 0 && insert) this.nullCode = this.append(0);
        out[i] = this.nullCode;
        continue;
      }
      const key = values[i];
      const hash = hashWords(key, 0);
      const cluster = clusterOf(hash);
      const table = this.tables[cluster];
      const mask = table.length - 1;
      let at = (hash << 1) & mask;
      while (table[at + 1] !== 0 && table[at] !== key) at = (at + 2) & mask;
      if (table[at + 1] === 0 && insert) {
        table[at] = key;
        table[at + 1] = this.size + 1;
        out[i] = this.open(cluster, key);
      } else {
        out[i] = table[at + 1] - 1;
      }
    }
  }

  /** A new code, whose slot is written already; where the table of its cluster is half full by now, it is laid out anew. */
  private open(cluster: number, key: number): number {
    const code = this.append(key);
    const table = this.tables[cluster];
    if (++this.sizes[cluster] * 4 > table.length) {
      const grown = new Int32Array(table.length * 2);
      for (let at = 0; at < table.length; at += 2) if (table[at + 1] !== 0) enter(grown, table[at], table[at + 1] - 1);
      this.tables[cluster] = grown;
    }
    return code;
  }

  private append(key: number): number {
    if (this.size === this.keys.length) {
      const grown = new Int32Array(this.size * 2);
      grown.set(this.keys);
      this.keys = grown;
    }
    this.keys[this.size] = key;
    return this.size++;
  }
}

function enter(table: Int32Array, key: number, code: number): void {
  const mask = table.length - 1;
  let at = (hashWords(key, 0) << 1) & mask;
  while (table[at + 1] !== 0) at = (at + 2) & mask;
  table[at] = key;
  table[at + 1] = code + 1;
}
