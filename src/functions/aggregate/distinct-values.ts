import { type Coder, createCoder } from '../../data/coder.ts';
import type { ScalarType } from '../../data/types.ts';
import { isNullAt, type Vector } from '../../data/vector.ts';
import { DistinctPairs } from './distinct-pairs.ts';

/** The distinct values of each group that are not null, in the order in which they first came. */
export class DistinctValues {
  private readonly coder: Coder;
  private readonly pairs = new DistinctPairs();
  private groupCount = 0;

  constructor(type: ScalarType) {
    this.coder = createCoder(type);
  }

  get bytes(): number {
    return this.coder.bytes + this.pairs.bytes;
  }

  resize(count: number): void {
    this.groupCount = count;
  }

  add(groups: Int32Array, length: number, vector: Vector): void {
    const codes = this.coder.assign(vector);
    if (!mayHaveNulls(vector)) {
      this.pairs.add(groups, codes, length, this.groupCount, this.coder.count);
      return;
    }
    const keptGroups = new Int32Array(length);
    const keptCodes = new Int32Array(length);
    let count = 0;
    for (let i = 0; i < length; i++) {
      if (isNullAt(vector, i)) continue;
      keptGroups[count] = groups[i];
      keptCodes[count++] = codes[i];
    }
    this.pairs.add(keptGroups, keptCodes, count, this.groupCount, this.coder.count);
  }

  /** Takes over the values of another: its group g is `groups[g]` here. */
  merge(other: DistinctValues, groups: Int32Array): void {
    const codeMap = this.coder.assign(other.coder.values()).slice(0, other.coder.count);
    const { noted } = other.pairs;
    const mappedGroups = noted.groups.map((group) => groups[group]);
    const mappedCodes = noted.codes.map((code) => codeMap[code]);
    this.pairs.add(mappedGroups, mappedCodes, mappedGroups.length, this.groupCount, this.coder.count);
  }

  /** All values, and their rows group by group: group g has the values `codes[starts[g]]` … `codes[starts[g + 1] - 1]`. */
  grouped(count: number): { readonly starts: Int32Array; readonly codes: Int32Array; readonly values: Vector } {
    return { ...this.pairs.result(count, this.coder.count), values: this.coder.values() };
  }
}

/** Whether a vector can hold a null at all. */
function mayHaveNulls(vector: Vector): boolean {
  switch (vector.encoding) {
    case 'text':
    case 'coded-text':
      return false;
    case 'dynamic':
    case 'coded-dynamic':
    case 'decimal':
      return true;
    case 'constant':
      return vector.value === null;
    default:
      return vector.nulls !== undefined;
  }
}
