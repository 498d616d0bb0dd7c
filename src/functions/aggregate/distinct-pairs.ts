import { groupRows, IntList } from './rows-by-group.ts';

/** Pairs are made distinct whenever this many have come since the last time, so that memory follows the distinct ones. */
const compactionLength = 4 << 20;

/**
 * The distinct pairs of group and value code, in order of first appearance within a group. Pairs are only noted; from time to time a
 * counting sort by group and a stamp for each code drop the repeated ones, which is far cheaper than a hash table of pairs.
 */
export class DistinctPairs {
  private readonly groups = new IntList();
  private readonly codes = new IntList();
  private distinct = 0;

  get bytes(): number {
    return this.groups.values.byteLength + this.codes.values.byteLength;
  }

  add(groups: Int32Array, codes: Int32Array, length: number, groupCount: number, codeCount: number): void {
    this.groups.append(groups, length);
    this.codes.append(codes, length);
    if (this.groups.length - this.distinct > Math.max(compactionLength, this.distinct)) this.compact(groupCount, codeCount);
  }

  /** The pairs, group by group: group g has the codes `codes[starts[g]]` … `codes[starts[g + 1] - 1]`. */
  result(groupCount: number, codeCount: number): { starts: Int32Array; codes: Int32Array } {
    this.compact(groupCount, codeCount);
    const starts = new Int32Array(groupCount + 1);
    for (let i = 0; i < this.distinct; i++) starts[this.groups.values[i] + 1]++;
    for (let g = 0; g < groupCount; g++) starts[g + 1] += starts[g];
    return { starts, codes: this.codes.values.subarray(0, this.distinct) };
  }

  /** The noted pairs, for merging. */
  get noted(): { readonly groups: Int32Array; readonly codes: Int32Array } {
    return { groups: this.groups.values.subarray(0, this.groups.length), codes: this.codes.values.subarray(0, this.codes.length) };
  }

  private compact(groupCount: number, codeCount: number): void {
    const { starts, rows } = groupRows(this.groups.values, this.groups.length, groupCount);
    const codes = this.codes.values;
    const kept = new Int32Array(rows.length);
    const keptGroups = new Int32Array(rows.length);
    const stamps = new Int32Array(codeCount);
    let count = 0;
    for (let group = 0; group < groupCount; group++) {
      const stamp = group + 1;
      for (let i = starts[group]; i < starts[group + 1]; i++) {
        const code = codes[rows[i]];
        if (stamps[code] === stamp) continue;
        stamps[code] = stamp;
        keptGroups[count] = group;
        kept[count++] = code;
      }
    }
    this.groups.values = keptGroups;
    this.codes.values = kept;
    this.groups.length = this.codes.length = this.distinct = count;
  }
}
