import { IntList } from './rows-by-group.ts';

/** Pairs are made distinct whenever this many have come since the last time, so that memory follows the distinct ones. */
const compactionLength = 8 << 20;

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
  result(groupCount: number, codeCount: number): { readonly starts: Int32Array; readonly codes: Int32Array } {
    return distinctPairs(this.noted, groupCount, codeCount);
  }

  /** The noted pairs, for merging. */
  get noted(): { readonly groups: Int32Array; readonly codes: Int32Array } {
    return { groups: this.groups.values.subarray(0, this.groups.length), codes: this.codes.values.subarray(0, this.codes.length) };
  }

  private compact(groupCount: number, codeCount: number): void {
    const { starts, codes } = distinctPairs(this.noted, groupCount, codeCount);
    const groups = new Int32Array(codes.length);
    for (let group = 0; group < groupCount; group++) groups.fill(group, starts[group], starts[group + 1]);
    this.groups.values = groups;
    this.codes.values = codes.slice();
    this.groups.length = this.codes.length = this.distinct = codes.length;
  }
}

/** The codes sorted by group, the repeated ones dropped. */
function distinctPairs(
  { groups, codes }: { readonly groups: Int32Array; readonly codes: Int32Array },
  groupCount: number,
  codeCount: number,
): { readonly starts: Int32Array; readonly codes: Int32Array } {
  // what was the start of a group moves on to its end, and later becomes the start of its distinct codes: fresh memory costs more than work
  const places = new Int32Array(groupCount + 1);
  for (let i = 0; i < groups.length; i++) places[groups[i] + 1]++;
  for (let group = 0; group < groupCount; group++) places[group + 1] += places[group];
  const sorted = new Int32Array(groups.length);
  for (let i = 0; i < groups.length; i++) sorted[places[groups[i]]++] = codes[i];
  const stamps = new Int32Array(codeCount);
  let count = 0;
  for (let group = 0, i = 0; group < groupCount; group++) {
    const end = places[group];
    places[group] = count;
    for (; i < end; i++) {
      const code = sorted[i];
      if (stamps[code] === group + 1) continue;
      stamps[code] = group + 1;
      sorted[count++] = code;
    }
  }
  places[groupCount] = count;
  return { starts: places, codes: sorted.subarray(0, count) };
}
